package io.keysweep.backup;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class BackupLimitIT extends BackupLimitTest {}

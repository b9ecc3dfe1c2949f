package io.keysweep.retention;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class LastBackupIT extends LastBackupTest {}

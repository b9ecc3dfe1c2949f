package io.keysweep.backup;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class RestoreIT extends RestoreTest {}

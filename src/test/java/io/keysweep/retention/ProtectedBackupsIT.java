package io.keysweep.retention;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ProtectedBackupsIT extends ProtectedBackupsTest {}

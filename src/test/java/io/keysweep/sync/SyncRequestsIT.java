package io.keysweep.sync;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SyncRequestsIT extends SyncRequestsTest {}

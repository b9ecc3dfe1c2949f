package io.keysweep.connection;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ConnectionsIT extends ConnectionsTest {}

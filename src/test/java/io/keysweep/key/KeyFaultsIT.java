package io.keysweep.key;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class KeyFaultsIT extends KeyFaultsTest {}

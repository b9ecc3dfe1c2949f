package io.keysweep.vault;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class VaultsIT extends VaultsTest {}

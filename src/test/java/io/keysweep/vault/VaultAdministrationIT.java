package io.keysweep.vault;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class VaultAdministrationIT extends VaultAdministrationTest {}

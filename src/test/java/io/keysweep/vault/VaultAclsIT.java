package io.keysweep.vault;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class VaultAclsIT extends VaultAclsTest {}

package io.keysweep.audit;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class VaultSignatureIT extends VaultSignatureTest {}

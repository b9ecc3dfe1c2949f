package io.keysweep.azure;

import io.keysweep.dev.keyvault.LocalKeyVault;
import io.vertx.core.Vertx;

/** The adapter against a local Key Vault, for tests of other packages. */
public final class LocalAzure {

    private LocalAzure() {}

    /** The port. */
    public static KeyVault keyVault(Vertx vertx, LocalKeyVault server) {
        return new TestAzure(vertx, TestAzureConfig.of(server)).keyVault();
    }

    /** The first vault. */
    public static VaultRef vault(LocalKeyVault server) {
        return TestAzureConfig.ref(server.vault(1).uri());
    }
}

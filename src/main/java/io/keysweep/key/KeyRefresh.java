package io.keysweep.key;

import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.VaultKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Reads a key anew from Azure and mends its row. What failed or died between Azure's answer and our write is made good
 * here, and by a synchronization.
 */
@ApplicationScoped
class KeyRefresh {

    private final KeyVault azure;
    private final KeyWriteRepository rows;

    KeyRefresh(KeyVault azure, KeyWriteRepository rows) {
        this.azure = azure;
        this.rows = rows;
    }

    /**
     * Writes what Azure has of the key. A row that somebody else changes meanwhile is left as it is: that is the newer.
     *
     * @return fails with {@link KeyVaultException}: {@code Busy} while Azure moves the key from one state to another
     */
    Uni<Void> reread(AzureKey key) {
        return azure.getKey(key.vault.ref(), key.keyName)
                .chain(found -> live(key, found))
                .onFailure(KeyVaultException.NotFound.class)
                .recoverWithUni(() -> notLive(key));
    }

    private Uni<Void> live(AzureKey key, VaultKey found) {
        return azure.versions(key.vault.ref(), key.keyName)
                .chain(versions -> rows.replace(key, found, versions, KeyState.AVAILABLE))
                .replaceWithVoid();
    }

    private Uni<Void> notLive(AzureKey key) {
        return azure.getDeletedKey(key.vault.ref(), key.keyName).chain(found -> notLive(key, found));
    }

    private Uni<Void> notLive(AzureKey key, Optional<VaultKey> deleted) {
        return deleted.map(found ->
                        rows.replace(key, found, null, KeyState.SOFT_DELETED).replaceWithVoid())
                .orElseGet(() -> nowhere(key));
    }

    private Uni<Void> nowhere(AzureKey key) {
        return azure.requireGone(key.vault.ref(), key.keyName)
                .chain(() -> rows.vanish(key))
                .replaceWithVoid();
    }
}

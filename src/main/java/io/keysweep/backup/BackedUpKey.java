package io.keysweep.backup;

import io.keysweep.azure.VaultRef;
import io.keysweep.key.AzureKey;
import java.util.Objects;
import java.util.UUID;

/**
 * Whose backup is taken.
 *
 * @param vault how its vault is reached, which also says whose it is
 */
public record BackedUpKey(UUID id, UUID vaultId, VaultRef vault, String name) {

    public BackedUpKey {
        Objects.requireNonNull(id);
        Objects.requireNonNull(vaultId);
        Objects.requireNonNull(vault);
        Objects.requireNonNull(name);
    }

    static BackedUpKey of(AzureKey key) {
        return new BackedUpKey(key.id, key.vault.id, key.vault.ref(), key.keyName);
    }
}

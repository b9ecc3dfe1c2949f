package io.keysweep.key;

import io.smallrye.mutiny.Uni;

/** Takes the backups that nobody asks for: of a new key, and of one before it is deleted. */
public interface SafetyBackup {

    /**
     * Takes a backup of the key and stores it.
     *
     * @return fails with {@link io.keysweep.azure.KeyVaultException} if Azure gives none; then none is stored
     */
    Uni<Void> take(AzureKey key);

    /**
     * The same for a key that is there whatever becomes of its backup: a failure is logged, and that it has none can be
     * seen.
     */
    Uni<Void> attempt(AzureKey key);
}

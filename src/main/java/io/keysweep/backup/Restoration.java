package io.keysweep.backup;

import io.keysweep.auth.Caller;
import io.keysweep.http.ConflictException;
import io.keysweep.http.UnprocessableException;
import io.keysweep.key.AzureKey;
import io.keysweep.key.KeyState;
import io.keysweep.vault.Vault;

/** A key that is to come back from a backup, into its own vault or another. */
record Restoration(Caller caller, AzureKey key, Vault target) {

    boolean intoItsOwnVault() {
        return key.vault.id.equals(target.id);
    }

    /**
     * Refuses what Azure, or the product, would not do.
     *
     * @throws ConflictException if the key would have to be deleted first
     * @throws UnprocessableException if a backup of this vault never restores there
     */
    void check() {
        if (intoItsOwnVault() && !KeyState.DELETED.wireName().equals(key.status)) {
            throw new ConflictException(
                    "key: is " + key.status + "; only a key that is DELETED is restored into its own"
                            + " vault, name another as key_vault (or refresh the key if Azure says otherwise)");
        }
        target.refusalOfBackupsFrom(key.vault).ifPresent(reason -> {
            throw new UnprocessableException("key_vault: " + reason
                    + "; a backup restores only within the subscription and geography that it was taken in");
        });
    }

    /** For messages. */
    String subject() {
        return "restore of key " + key.keyName + " into vault " + target.fullName();
    }
}

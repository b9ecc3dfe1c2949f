package io.keysweep.key;

import io.keysweep.audit.Intent;
import io.keysweep.http.ResourceUri;
import io.keysweep.vault.Vault;
import java.util.Map;
import java.util.UUID;

/** What Azure is about to be asked to do with keys, as the audit has it. */
public final class KeyIntent {

    static final String CREATION = "key-creation";
    static final String UPLOAD = "key-upload";
    static final String CHANGE = "key-change";
    static final String DELETION = "key-deletion";
    static final String RECOVERY = "key-recovery";
    static final String PURGE = "key-purge";

    private static final String RESTORE = "key-restore";

    private KeyIntent() {}

    /** A key that is to come to be; it has no id yet. */
    static Intent ofNew(String operation, Vault vault, String name) {
        return new Intent(
                vault.account,
                operation,
                ResourceUri.of(vault.account, "azure-vault", vault.id),
                Map.of("vault_id", vault.id.toString(), "key_name", name));
    }

    /** A key that is there. */
    static Intent of(String operation, AzureKey key) {
        return new Intent(
                key.account,
                operation,
                uri(key),
                Map.of("vault_id", key.vault.id.toString(), "key_name", key.keyName, "version", key.version));
    }

    /** A key that is to come back, into its own vault or another. */
    public static Intent ofRestore(AzureKey key, Vault target, UUID backupId) {
        return new Intent(
                key.account,
                RESTORE,
                uri(key),
                Map.of("vault_id", target.id.toString(), "key_name", key.keyName, "backup_id", backupId.toString()));
    }

    private static String uri(AzureKey key) {
        return ResourceUri.of(key.account, "azure-key", key.id);
    }
}

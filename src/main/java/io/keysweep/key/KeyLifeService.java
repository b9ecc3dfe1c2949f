package io.keysweep.key;

import io.keysweep.audit.Intents;
import io.keysweep.auth.Caller;
import io.keysweep.azure.KeyChange;
import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.azure.KeyVersions;
import io.keysweep.azure.VaultKey;
import io.keysweep.http.ConflictException;
import io.keysweep.http.UnprocessableException;
import io.keysweep.vault.VaultAction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What becomes of a key. The intent first, then Azure, then the row: a process that dies in between leaves a row that is
 * behind, and who asked for what on record. Making the same call again, a refresh or a synchronization mends the row.
 */
@ApplicationScoped
class KeyLifeService {

    private static final Logger LOGGER = Logger.getLogger(KeyLifeService.class);
    private static final String PURGEABLE = "Purgeable";

    private final AzureKeyService keys;
    private final KeyWriteRepository rows;
    private final KeyVault azure;
    private final KeyRefresh refresh;
    private final SafetyBackup backups;
    private final Intents intents;

    KeyLifeService(
            AzureKeyService keys,
            KeyWriteRepository rows,
            KeyVault azure,
            KeyRefresh refresh,
            SafetyBackup backups,
            Intents intents) {
        this.keys = keys;
        this.rows = rows;
        this.azure = azure;
        this.refresh = refresh;
        this.backups = backups;
        this.intents = intents;
    }

    /** Changes the key's latest version. */
    Uni<AzureKeyView> change(Caller caller, UUID keyId, KeyChangeRequest request) {
        KeyChange change = KeyChangeRequest.checked(request);
        return keys.usable(caller, keyId, VaultAction.KEY_UPDATE)
                .invoke(key -> require(key, KeyState.AVAILABLE, "changed"))
                .call(key -> intents.during(
                        KeyIntent.of(KeyIntent.CHANGE, key),
                        () -> KeyVaultFailure.toldOfWish(change(key, change), subject("change", key))))
                .invoke(key -> log("changed", key, caller))
                .chain(key -> keys.get(caller, key.id))
                .invoke(now -> requireNow(now, KeyState.AVAILABLE));
    }

    private Uni<Boolean> change(AzureKey key, KeyChange change) {
        return azure.getKey(key.vault.ref(), key.keyName)
                .chain(latest -> azure.updateKey(key.vault.ref(), key.keyName, latest.version(), change))
                .chain(changed -> versions(key, changed)
                        .chain(versions -> rows.bring(key, changed, versions, KeyState.AVAILABLE)));
    }

    // Somebody else may have made a version since the last synchronization.
    private Uni<KeyVersions> versions(AzureKey key, VaultKey changed) {
        return changed.version().equals(key.version)
                ? Uni.createFrom().nullItem()
                : azure.versions(key.vault.ref(), key.keyName);
    }

    /** Takes a backup, and soft-deletes the key if that was stored. */
    Uni<AzureKeyView> softDelete(Caller caller, UUID keyId) {
        return keys.usable(caller, keyId, VaultAction.KEY_DELETE)
                .invoke(key -> require(key, KeyState.AVAILABLE, "soft-deleted"))
                .chain(key -> intents.during(KeyIntent.of(KeyIntent.DELETION, key), () -> softDeleted(caller, key)));
    }

    private Uni<AzureKeyView> softDeleted(Caller caller, AzureKey key) {
        return KeyVaultFailure.told(softDelete(key), subject("soft-delete", key))
                .invoke(() -> log("soft-deleted", key, caller))
                .chain(() -> keys.get(caller, key.id))
                .invoke(now -> requireNow(now, KeyState.SOFT_DELETED, KeyState.DELETED));
    }

    // Read anew first: were it another key by now, the backup that is taken would be none of the one on record.
    private Uni<Void> softDelete(AzureKey key) {
        return refresh.reread(key)
                .chain(() -> backups.take(key))
                .chain(() -> azure.deleteKey(key.vault.ref(), key.keyName))
                .chain(() -> rows.move(key, KeyState.AVAILABLE, afterDeletion(key)))
                .replaceWithVoid()
                .onFailure(KeyVaultException.NotFound.class)
                .recoverWithUni(() -> refresh.reread(key));
    }

    private static KeyState afterDeletion(AzureKey key) {
        return key.vault.softDeleteEnabled() ? KeyState.SOFT_DELETED : KeyState.DELETED;
    }

    /** Purges the key, for good. Its backups stay, and the last of them is protected. */
    Uni<AzureKeyView> purge(Caller caller, UUID keyId) {
        return keys.usable(caller, keyId, VaultAction.KEY_PURGE)
                .invoke(key -> require(key, KeyState.SOFT_DELETED, "purged"))
                .invoke(KeyLifeService::requirePurgeable)
                .chain(key -> intents.during(KeyIntent.of(KeyIntent.PURGE, key), () -> purged(caller, key)));
    }

    private Uni<AzureKeyView> purged(Caller caller, AzureKey key) {
        return KeyVaultFailure.told(purge(key), subject("purge", key))
                .invoke(() -> log("purged", key, caller))
                .chain(() -> keys.get(caller, key.id))
                .invoke(now -> requireNow(now, KeyState.DELETED));
    }

    private Uni<Void> purge(AzureKey key) {
        return azure.purgeKey(key.vault.ref(), key.keyName)
                .chain(() -> rows.move(key, KeyState.SOFT_DELETED, KeyState.DELETED))
                .replaceWithVoid()
                .onFailure(KeyVaultException.NotFound.class)
                .recoverWithUni(() -> refresh.reread(key));
    }

    private static void requirePurgeable(AzureKey key) {
        String level = key.attributes.recoveryLevel();
        if (level == null || !level.contains(PURGEABLE)) {
            throw new UnprocessableException("key: cannot be purged, its recovery level is " + level
                    + "; the vault protects it until its time is over");
        }
    }

    /** Recovers a soft-deleted key. */
    Uni<AzureKeyView> recover(Caller caller, UUID keyId) {
        return keys.usable(caller, keyId, VaultAction.KEY_RECOVER)
                .invoke(key -> require(key, KeyState.SOFT_DELETED, "recovered"))
                .chain(key -> intents.during(KeyIntent.of(KeyIntent.RECOVERY, key), () -> recovered(caller, key)));
    }

    private Uni<AzureKeyView> recovered(Caller caller, AzureKey key) {
        return KeyVaultFailure.told(recover(key), subject("recovery", key))
                .invoke(() -> log("recovered", key, caller))
                .chain(() -> keys.get(caller, key.id))
                .invoke(now -> requireNow(now, KeyState.AVAILABLE));
    }

    private Uni<Void> recover(AzureKey key) {
        return azure.recoverKey(key.vault.ref(), key.keyName)
                .chain(() -> rows.move(key, KeyState.SOFT_DELETED, KeyState.AVAILABLE))
                .replaceWithVoid()
                .onFailure(KeyVaultException.NotFound.class)
                .recoverWithUni(() -> refresh.reread(key));
    }

    /** Reads the key anew from Azure, whatever state it is in. */
    Uni<AzureKeyView> refresh(Caller caller, UUID keyId) {
        return keys.usable(caller, keyId, VaultAction.KEY_SYNCHRONIZE)
                .call(key -> KeyVaultFailure.told(refresh.reread(key), subject("refresh", key)))
                .chain(key -> keys.get(caller, key.id));
    }

    /** The public key in PEM, as the last synchronization saw it. */
    Uni<String> publicKey(Caller caller, UUID keyId) {
        return keys.visible(caller, keyId).map(PublicKeyPem::of);
    }

    private static void require(AzureKey key, KeyState state, String what) {
        if (!state.wireName().equals(key.status)) {
            throw new ConflictException("key: is " + key.status + "; only keys that are " + state.wireName()
                    + " can be " + what + " (refresh it if Azure says otherwise)");
        }
    }

    /** Azure may have told of another state than the one that was seen here, and somebody else may be at work too. */
    private static void requireNow(AzureKeyView key, KeyState... states) {
        if (Stream.of(states).noneMatch(state -> state.wireName().equals(key.status()))) {
            throw new ConflictException("key: is " + key.status() + " in Azure now; look at it before you ask again");
        }
    }

    private static String subject(String what, AzureKey key) {
        return what + " of key " + key.keyName + " in vault " + key.vault.fullName();
    }

    private static void log(String what, AzureKey key, Caller caller) {
        LOGGER.infof(
                "key %s account=%s vault=%s key=%s by=%s", what, key.account, key.vault.id, key.id, caller.subject());
    }
}

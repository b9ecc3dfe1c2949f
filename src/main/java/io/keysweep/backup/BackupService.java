package io.keysweep.backup;

import io.keysweep.auth.Caller;
import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.key.AzureKey;
import io.keysweep.key.AzureKeyService;
import io.keysweep.vault.VaultAction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Backups as a caller may see, take, name and delete them. */
@ApplicationScoped
class BackupService {

    private static final Logger LOGGER = Logger.getLogger(BackupService.class);

    private final AzureKeyService keys;
    private final KeyBackupRepository backups;
    private final BackupStoreRepository store;
    private final KeyRemovalRepository removal;
    private final KeyBackups taking;

    BackupService(
            AzureKeyService keys,
            KeyBackupRepository backups,
            BackupStoreRepository store,
            KeyRemovalRepository removal,
            KeyBackups taking) {
        this.keys = keys;
        this.backups = backups;
        this.store = store;
        this.removal = removal;
        this.taking = taking;
    }

    /** The backups of a key that the caller may see. */
    Uni<Page<KeyBackupView>> list(Caller caller, UUID keyId, KeyBackupQuery query, String sort, PageRequest page) {
        return keys.visible(caller, keyId).chain(key -> backups.list(key, query, sort, page)
                .map(found -> found.map(backup -> KeyBackupView.of(backup, key))));
    }

    /** The backup, or {@link NotFoundException} if the key has none of this id, or the caller may not see the key. */
    Uni<KeyBackupView> get(Caller caller, UUID keyId, UUID backupId) {
        return keys.visible(caller, keyId)
                .chain(key -> find(key, backupId).map(backup -> KeyBackupView.of(backup, key)));
    }

    private Uni<KeyBackup> find(AzureKey key, UUID backupId) {
        return backups.find(key, backupId)
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("backup: the key has none of this id"));
    }

    /**
     * Takes a backup of a key and stores it. Nothing is stored before all else is done.
     *
     * @param request null if the caller sent none
     */
    Uni<KeyBackupView> take(Caller caller, UUID keyId, KeyBackupRequest request) {
        KeyBackupRequest checked = KeyBackupRequest.checked(request);
        return keys.usable(caller, keyId, VaultAction.KEY_CREATE).chain(key -> take(key, checked)
                .chain(taken -> find(key, taken.id()))
                .map(backup -> KeyBackupView.of(backup, key)));
    }

    private Uni<TakenBackup> take(AzureKey key, KeyBackupRequest request) {
        return KeyVaultFailure.told(
                taking.take(BackedUpKey.of(key), BackupType.MANUAL, request),
                "backup of key " + key.keyName + " in vault " + key.vault.fullName());
    }

    /** Names a backup anew. */
    Uni<KeyBackupView> describe(Caller caller, UUID keyId, UUID backupId, KeyBackupRequest request) {
        KeyBackupRequest change = KeyBackupRequest.checkedChange(request);
        return keys.usable(caller, keyId, VaultAction.KEY_CREATE).chain(key -> find(key, backupId)
                .chain(backup -> store.describe(backup, change.name(), change.description()))
                .chain(() -> find(key, backupId))
                .map(backup -> KeyBackupView.of(backup, key)));
    }

    /** Deletes a backup, unless it is held or the last of a key that is gone. */
    Uni<Void> delete(Caller caller, UUID keyId, UUID backupId) {
        return keys.usable(caller, keyId, VaultAction.DELETE_BACKUP).chain(key -> find(key, backupId)
                .chain(store::delete)
                .chain(deleted -> deleted ? logDeleted(caller, key, backupId) : refuse(key, backupId)));
    }

    private static Uni<Void> logDeleted(Caller caller, AzureKey key, UUID backupId) {
        LOGGER.infof(
                "backup deleted account=%s key=%s backup=%s by=%s",
                caller.account(), key.id, backupId, caller.subject());
        return Uni.createFrom().voidItem();
    }

    /** Tells why it is still there; if it is not, somebody else has deleted it, which is as good. */
    private Uni<Void> refuse(AzureKey key, UUID backupId) {
        return backups.find(key, backupId).onItem().ifNotNull().transform(BackupService::refuse);
    }

    private static Void refuse(KeyBackup backup) {
        if (backup.held) {
            throw new ConflictException("backup: is held "
                    + (backup.heldUntil == null ? "until it is released" : "until " + backup.heldUntil) + ", because: "
                    + backup.holdReason);
        }
        if (backup.lastOfGoneKey) {
            throw new ConflictException("backup: is the last one of a key that is gone from Azure; a bulk job with"
                    + " include_last_of_gone_keys: true removes it, or delete-backup of the key");
        }
        throw new ConflictException("backup: was protected until just now; try again");
    }

    /** Removes the key's record and all its backups, also the last one; Azure is not asked. */
    Uni<Void> removeKey(Caller caller, UUID keyId) {
        return keys.usable(caller, keyId, VaultAction.DELETE_BACKUP)
                .chain(key -> removal.remove(key.account, key.id))
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("key: there is none of this id"))
                .invoke(count -> LOGGER.infof(
                        "key removed account=%s key=%s backups=%d by=%s",
                        caller.account(), keyId, count, caller.subject()))
                .replaceWithVoid();
    }
}

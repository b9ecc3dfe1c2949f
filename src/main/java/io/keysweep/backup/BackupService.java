package io.keysweep.backup;

import io.keysweep.auth.Caller;
import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
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

/** Backups as a caller may see and take them. */
@ApplicationScoped
class BackupService {

    private static final Logger LOG = Logger.getLogger(BackupService.class);
    private static final String MANUAL = "manual";

    private final AzureKeyService keys;
    private final KeyBackupRepository backups;
    private final KeyVault azure;
    private final BlobCipher cipher;

    BackupService(AzureKeyService keys, KeyBackupRepository backups, KeyVault azure, BlobCipher cipher) {
        this.keys = keys;
        this.backups = backups;
        this.azure = azure;
        this.cipher = cipher;
    }

    /** The backups of a key that the caller may see. */
    Uni<Page<KeyBackupView>> list(Caller caller, UUID keyId, KeyBackupQuery query, String sort, PageRequest page) {
        return keys.visible(caller, keyId).chain(key -> backups.list(key, query, sort, page)
                .map(found -> found.map(backup -> KeyBackupView.of(backup, key))));
    }

    /** The backup, or {@link NotFoundException} if the key has none of this id, or the caller may not see the key. */
    Uni<KeyBackupView> get(Caller caller, UUID keyId, UUID backupId) {
        return keys.visible(caller, keyId).chain(key -> backups.find(key, backupId)
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("backup: the key has none of this id"))
                .map(backup -> KeyBackupView.of(backup, key)));
    }

    /**
     * Takes a backup of a key and stores it. Nothing is stored before all else is done.
     *
     * @param request null if the caller sent none
     */
    Uni<KeyBackupView> take(Caller caller, UUID keyId, KeyBackupRequest request) {
        KeyBackupRequest checked = KeyBackupRequest.checked(request);
        return keys.usable(caller, keyId, VaultAction.KEY_CREATE).chain(key -> take(key, checked));
    }

    private Uni<KeyBackupView> take(AzureKey key, KeyBackupRequest request) {
        return snapshot(key)
                .chain(snapshot -> seal(key, request, snapshot))
                .chain(backups::insert)
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("key: it was removed while its backup was taken"))
                .invoke(BackupService::logTaken)
                .map(backup -> KeyBackupView.of(backup, key));
    }

    private Uni<Snapshot> snapshot(AzureKey key) {
        return Uni.combine()
                .all()
                .unis(azure.backUpKey(key.vault.ref(), key.keyName), azure.countVersions(key.vault.ref(), key.keyName))
                .with(Snapshot::new)
                .onFailure(KeyVaultException.class)
                .transform(failure -> KeyVaultFailure.answer(
                        "backup of key " + key.keyName + " in vault " + key.vault.fullName(),
                        (KeyVaultException) failure));
    }

    private Uni<NewBackup> seal(AzureKey key, KeyBackupRequest request, Snapshot snapshot) {
        return cipher.seal(UUID.randomUUID(), key.account, key.vault.id, snapshot.blob())
                .map(blob -> new NewBackup(
                        blob, key.id, MANUAL, request, snapshot.blob().length, snapshot.versions(), null));
    }

    private static void logTaken(KeyBackup backup) {
        LOG.infof(
                "backup taken account=%s vault=%s key=%s backup=%s bytes=%d versions=%d",
                backup.account, backup.vaultId, backup.keyId, backup.id, backup.size, backup.versionCount);
    }

    /** What Azure gave. */
    private record Snapshot(byte[] blob, int versions) {}
}

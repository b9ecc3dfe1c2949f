package io.keysweep.backup;

import io.keysweep.audit.Intents;
import io.keysweep.auth.Caller;
import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.azure.VaultKey;
import io.keysweep.encryption.UnknownKeyException;
import io.keysweep.encryption.UnwrapException;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.UnprocessableException;
import io.keysweep.key.AzureKey;
import io.keysweep.key.AzureKeyService;
import io.keysweep.key.AzureKeyView;
import io.keysweep.key.KeyIntent;
import io.keysweep.key.KeyState;
import io.keysweep.key.KeyWriteRepository;
import io.keysweep.vault.Vault;
import io.keysweep.vault.VaultAction;
import io.keysweep.vault.VaultDirectory;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Brings keys back from backups. The order: our own checks, the blob's digest, the intent, Azure, then the row. A process
 * that dies after Azure's answer leaves a key in Azure, a row that is behind, and on record who asked: the same call made
 * again finds the key there, and a refresh or a synchronization mends the row too.
 */
@ApplicationScoped
class RestoreService {

    private static final Logger LOGGER = Logger.getLogger(RestoreService.class);

    private final AzureKeyService keys;
    private final VaultDirectory vaults;
    private final KeyWriteRepository rows;
    private final KeyBackupRepository backups;
    private final BlobCipher cipher;
    private final KeyVault azure;
    private final KeyBackups taking;
    private final Intents intents;

    RestoreService(
            AzureKeyService keys,
            VaultDirectory vaults,
            KeyWriteRepository rows,
            KeyBackupRepository backups,
            BlobCipher cipher,
            KeyVault azure,
            KeyBackups taking,
            Intents intents) {
        this.keys = keys;
        this.vaults = vaults;
        this.rows = rows;
        this.backups = backups;
        this.cipher = cipher;
        this.azure = azure;
        this.taking = taking;
        this.intents = intents;
    }

    /** Restores a key that the caller may see into a vault where the caller may restore. */
    Uni<AzureKeyView> restore(Caller caller, UUID keyId, RestoreRequest request) {
        RestoreRequest asked = RestoreRequest.orNothing(request);
        Optional<String> vault = asked.vault();
        Optional<UUID> backupId = asked.backup();
        return keys.visible(caller, keyId)
                .chain(key -> target(caller, key, vault).map(target -> new Restoration(caller, key, target)))
                .invoke(Restoration::check)
                .call(this::requireFreeName)
                .chain(restoration -> backup(restoration.key(), backupId).chain(backup -> restore(restoration, backup)))
                .chain(id -> keys.get(caller, id));
    }

    private Uni<Vault> target(Caller caller, AzureKey key, Optional<String> vault) {
        return vault.map(named -> vaults.usable(caller, "key_vault", named, VaultAction.KEY_RESTORE))
                .orElseGet(() ->
                        keys.usable(caller, key.id, VaultAction.KEY_RESTORE).map(usable -> usable.vault));
    }

    private Uni<Void> requireFreeName(Restoration restoration) {
        return restoration.intoItsOwnVault()
                ? Uni.createFrom().voidItem()
                : rows.statusOfNamed(restoration.target().account, restoration.target().id, restoration.key().keyName)
                        .invoke(status -> refuseUsedName(restoration, status))
                        .replaceWithVoid();
    }

    private static void refuseUsedName(Restoration restoration, String status) {
        if (status != null) {
            throw new ConflictException(
                    "key_vault: vault " + restoration.target().fullName() + " has a key named "
                            + restoration.key().keyName + " here, which is " + status + "; a restore never overwrites");
        }
    }

    private Uni<KeyBackup> backup(AzureKey key, Optional<UUID> backupId) {
        return backupId.map(id -> backups.find(key, id))
                .orElseGet(() -> backups.latest(key))
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException(
                        backupId.isPresent()
                                ? "azure_cloud_key_backup_id: the key has no backup of this id"
                                : "key: has no backup to restore"));
    }

    private Uni<UUID> restore(Restoration restoration, KeyBackup backup) {
        return blob(backup)
                .chain(blob -> intents.during(
                        KeyIntent.ofRestore(restoration.key(), restoration.target(), backup.id),
                        () -> restore(restoration, backup, blob)))
                .call(id -> backUpIfNew(restoration, id));
    }

    private Uni<UUID> restore(Restoration restoration, KeyBackup backup, byte[] blob) {
        return send(restoration, backup, blob)
                .invoke(restored -> log(restoration, backup, restored))
                .chain(restored -> write(restoration, backup, restored));
    }

    /** As Azure gave it: what does not open, or has another digest, goes nowhere. */
    private Uni<byte[]> blob(KeyBackup backup) {
        return backups.blob(backup.account, backup.id)
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("backup: it was deleted just now"))
                .chain(stored -> KeyVaultFailure.told(cipher.open(stored), "backup " + backup.id))
                .onFailure(RestoreService::damaged)
                .invoke(failure -> LOGGER.errorf(
                        "backup damaged account=%s backup=%s reason=%s",
                        backup.account, backup.id, failure.getMessage()))
                .onFailure(RestoreService::damaged)
                .transform(failure -> new UnprocessableException("backup " + backup.id + ": its stored blob is not what"
                        + " Azure gave, it is damaged or was tampered with; nothing was sent. Restore another backup"));
    }

    private static boolean damaged(Throwable failure) {
        return failure instanceof UnwrapException && !(failure instanceof UnknownKeyException);
    }

    private Uni<VaultKey> send(Restoration restoration, KeyBackup backup, byte[] blob) {
        return azure.restoreKey(restoration.target().ref(), blob)
                .onFailure(KeyVaultException.Conflict.class)
                .recoverWithUni(conflict -> restoredBefore(restoration, backup, conflict))
                .onFailure(KeyVaultException.class)
                .transform(failure -> told(restoration, (KeyVaultException) failure));
    }

    /**
     * By this call, whose answer was lost, or by an earlier one that died: the versions' names come from the backup. Where the
     * newest of them is not known, one with fewer versions than the key has had does not have the last one known here: what
     * is there under that name was restored from another.
     */
    private Uni<VaultKey> restoredBefore(Restoration restoration, KeyBackup backup, Throwable conflict) {
        return azure.getKey(restoration.target().ref(), restoration.key().keyName)
                .onFailure(KeyVaultException.NotFound.class)
                .transform(absent -> conflict)
                .invoke(found -> {
                    if (!found.version().equals(newest(restoration, backup))) {
                        throw (KeyVaultException) conflict;
                    }
                });
    }

    // Null if it is not known.
    private static String newest(Restoration restoration, KeyBackup backup) {
        if (backup.newestVersion != null) {
            return backup.newestVersion;
        }
        return backup.versionCount < restoration.key().versionCount ? null : restoration.key().version;
    }

    private static RuntimeException told(Restoration restoration, KeyVaultException failure) {
        String subject = restoration.subject();
        if (failure instanceof KeyVaultException.Conflict) {
            return new ConflictException(subject + ": " + failure.getMessage()
                    + " (the name is in use in Azure, or soft-deleted there; a restore never overwrites)");
        }
        return failure instanceof KeyVaultException.ForeignBackup
                ? new UnprocessableException(subject + ": " + failure.getMessage()
                        + " (a backup restores only within the subscription and geography that it was taken in)")
                : KeyVaultFailure.answerToWish(subject, failure);
    }

    private Uni<UUID> write(Restoration restoration, KeyBackup backup, VaultKey restored) {
        AzureKey key = restoration.key();
        return restoration.intoItsOwnVault()
                ? rows.bring(key, restored, backup.versionCount, KeyState.DELETED, KeyState.AVAILABLE)
                        .replaceWith(key.id)
                : add(restoration, backup, restored);
    }

    private Uni<UUID> add(Restoration restoration, KeyBackup backup, VaultKey restored) {
        Caller caller = restoration.caller();
        Vault target = restoration.target();
        return rows.add(new KeyWriteRepository.NewRow(
                        target.account, target.id, restored, backup.versionCount, caller.subject()))
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("key_vault: it was removed while the key was restored"));
    }

    private Uni<Void> backUpIfNew(Restoration restoration, UUID id) {
        return restoration.intoItsOwnVault()
                ? Uni.createFrom().voidItem()
                : keys.ofAccount(restoration.caller(), id).chain(taking::attempt);
    }

    private static void log(Restoration restoration, KeyBackup backup, VaultKey restored) {
        LOGGER.infof(
                "key restored account=%s vault=%s key=%s backup=%s version=%s by=%s",
                restoration.target().account,
                restoration.target().id,
                restoration.key().id,
                backup.id,
                restored.version(),
                restoration.caller().subject());
    }
}

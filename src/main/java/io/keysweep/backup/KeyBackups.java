package io.keysweep.backup;

import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.KeyVersions;
import io.keysweep.http.NotFoundException;
import io.keysweep.key.AzureKey;
import io.keysweep.key.SafetyBackup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Takes backups and stores them, for whoever has settled that it may. Nothing is stored before all else is done, and
 * storing one keeps to the vault's limit. Many may be taken at once: bound them yourself; each vault's calls are bounded
 * anyway.
 */
@ApplicationScoped
public class KeyBackups implements SafetyBackup {

    private static final Logger LOGGER = Logger.getLogger(KeyBackups.class);

    /** Azure's own limit, of past versions. */
    private static final int MOST_VERSIONS = 500;

    private static final int RETRIES = 3;

    private final KeyVault azure;
    private final BlobCipher cipher;
    private final BackupStoreRepository store;

    KeyBackups(KeyVault azure, BlobCipher cipher, BackupStoreRepository store) {
        this.azure = azure;
        this.cipher = cipher;
        this.store = store;
    }

    @Override
    public Uni<Void> take(AzureKey key) {
        return take(BackedUpKey.of(key), BackupType.AUTOMATIC).replaceWithVoid();
    }

    @Override
    public Uni<Void> attempt(AzureKey key) {
        return take(key)
                .onFailure()
                .invoke(failure -> LOGGER.warnf(
                        "new key has no backup account=%s vault=%s key=%s reason=%s",
                        key.account, key.vault.id, key.id, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /**
     * Takes a backup of a key.
     *
     * @return fails with {@link KeyVaultException} if Azure gives none, with {@link TooManyVersionsException} if it never
     *     will, with {@link NotFoundException} if the key's record has been removed meanwhile
     */
    public Uni<TakenBackup> take(BackedUpKey key, BackupType type) {
        return take(key, type, KeyBackupRequest.checked(null));
    }

    /**
     * The same for a job, which has at most one backup of a key: one that was stored for it before stays, and this one is
     * dropped.
     */
    public Uni<TakenBackup> take(BackedUpKey key, BackupType type, UUID jobId) {
        return take(key, type, KeyBackupRequest.checked(null), jobId);
    }

    /** The same with what a caller says of it. */
    Uni<TakenBackup> take(BackedUpKey key, BackupType type, KeyBackupRequest request) {
        return take(key, type, request, null);
    }

    private Uni<TakenBackup> take(BackedUpKey key, BackupType type, KeyBackupRequest request, UUID jobId) {
        return snapshot(key)
                .chain(snapshot -> store(key, type, request, snapshot, jobId))
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("key: it was removed while its backup was taken"))
                .invoke(taken -> log(key, type, taken));
    }

    // A data key without backups may be destroyed just before this one is stored: the next is made then.
    private Uni<TakenBackup> store(
            BackedUpKey key, BackupType type, KeyBackupRequest request, Snapshot snapshot, UUID jobId) {
        return Uni.createFrom()
                .deferred(() -> seal(key, type, request, snapshot, jobId))
                .chain(store::store)
                .onFailure(DataKeyGoneException.class)
                .retry()
                .atMost(RETRIES);
    }

    private Uni<Snapshot> snapshot(BackedUpKey key) {
        return azure.backUpKey(key.vault(), key.name())
                .chain(blob -> azure.versions(key.vault(), key.name()).map(versions -> new Snapshot(blob, versions)))
                .onFailure(KeyBackups::perhapsByVersions)
                .recoverWithUni(failure -> explained(key, failure));
    }

    /** Azure does not say it in so many words: it refuses such a key, or fails. */
    private static boolean perhapsByVersions(Throwable failure) {
        return failure instanceof KeyVaultException.Refused || failure instanceof KeyVaultException.Unavailable;
    }

    private Uni<Snapshot> explained(BackedUpKey key, Throwable failure) {
        return azure.countVersions(key.vault(), key.name())
                .onItemOrFailure()
                .transform((versions, unknown) -> unknown == null ? explained(key, versions, failure) : failure)
                .chain(explained -> Uni.createFrom().failure(explained));
    }

    private static Throwable explained(BackedUpKey key, int versions, Throwable failure) {
        if (versions > MOST_VERSIONS) {
            return new TooManyVersionsException("key " + key.name() + ": has " + versions + " versions, and Azure"
                    + " backs up keys of at most " + MOST_VERSIONS + "; versions cannot be deleted, make a"
                    + " new key. " + failure.getMessage());
        }
        return failure instanceof KeyVaultException.Unavailable
                ? new KeyVaultException.KeyUnavailable(failure.getMessage())
                : failure;
    }

    private Uni<NewBackup> seal(
            BackedUpKey key, BackupType type, KeyBackupRequest request, Snapshot snapshot, UUID jobId) {
        return cipher.seal(UUID.randomUUID(), key.vault().account(), key.vaultId(), snapshot.blob())
                .map(blob -> new NewBackup(
                        blob, key.id(), type, request, snapshot.blob().length, snapshot.versions(), jobId));
    }

    private static void log(BackedUpKey key, BackupType type, TakenBackup taken) {
        if (!taken.stored()) {
            LOGGER.infof(
                    "backup dropped, the job has one account=%s vault=%s key=%s",
                    key.vault().account(), key.vaultId(), key.id());
            return;
        }
        LOGGER.infof(
                "backup taken account=%s vault=%s key=%s backup=%s type=%s bytes=%d versions=%d pruned=%d",
                key.vault().account(),
                key.vaultId(),
                key.id(),
                taken.id(),
                type.wireName(),
                taken.size(),
                taken.versions(),
                taken.pruned());
    }

    /** What Azure gave. */
    private record Snapshot(byte[] blob, KeyVersions versions) {}
}

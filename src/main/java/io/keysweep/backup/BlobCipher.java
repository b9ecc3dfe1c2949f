package io.keysweep.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keysweep.digest.Sha256;
import io.keysweep.encryption.AesGcm;
import io.keysweep.encryption.UnwrapException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * Seals the blobs of backups for the database and opens them again. What is sealed opens for the same backup of the same
 * account only, to exactly what Azure gave. Blobs are some kilobytes, which takes less than handing them to another thread.
 */
@ApplicationScoped
class BlobCipher {

    private final DataKeys dataKeys;

    BlobCipher(DataKeys dataKeys) {
        this.dataKeys = dataKeys;
    }

    /**
     * Seals a blob under the vault's data key of the month.
     *
     * @param blob as Azure gave it
     */
    Uni<SealedBlob> seal(UUID backupId, String account, UUID vaultId, byte[] blob) {
        return dataKeys.current(account, vaultId).chain(dataKey -> seal(backupId, account, dataKey, blob));
    }

    /** The same under that data key. */
    Uni<SealedBlob> seal(UUID backupId, String account, DataKey dataKey, byte[] blob) {
        return dataKeys.inTheClear(dataKey)
                .map(key -> AesGcm.seal(key, blob, boundTo(backupId, account)))
                .map(bytes -> new SealedBlob(backupId, account, dataKey, bytes, Sha256.of(blob)));
    }

    /**
     * The blob as Azure gave it.
     *
     * @return fails with {@link UnwrapException} if it was sealed for another backup or account, or if a bit of it, of its
     *     digest or of its data key was changed
     */
    Uni<byte[]> open(SealedBlob stored) {
        return dataKeys.inTheClear(stored.dataKey())
                .map(key -> AesGcm.open(key, stored.bytes(), boundTo(stored.backupId(), stored.account())))
                .invoke(blob -> requireDigest(blob, stored));
    }

    private static void requireDigest(byte[] blob, SealedBlob stored) {
        if (!MessageDigest.isEqual(Sha256.of(blob), stored.digest())) {
            throw new UnwrapException(
                    "backup " + stored.backupId() + ": the blob is not the one whose digest is stored");
        }
    }

    private static byte[] boundTo(UUID backupId, String account) {
        return ("key-backup/" + account + "/" + backupId).getBytes(UTF_8);
    }
}

package io.keysweep.backup;

import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Backups that jobs take, with nobody's rights but their own. */
@ApplicationScoped
public class JobBackups {

    private static final KeyBackupRequest UNNAMED = new KeyBackupRequest("", "");

    private final KeyBackupRepository backups;
    private final KeyVault azure;
    private final BlobCipher cipher;

    JobBackups(KeyBackupRepository backups, KeyVault azure, BlobCipher cipher) {
        this.backups = backups;
        this.azure = azure;
        this.cipher = cipher;
    }

    /**
     * Takes a backup of a key and stores it, unless the job has one of that key already.
     *
     * @return fails with {@link KeyVaultException}
     */
    public Uni<Void> take(JobBackup order) {
        return Uni.combine()
                .all()
                .unis(
                        azure.backUpKey(order.vault(), order.keyName()),
                        azure.countVersions(order.vault(), order.keyName()))
                .asTuple()
                .chain(taken -> store(order, taken.getItem1(), taken.getItem2()));
    }

    private Uni<Void> store(JobBackup order, byte[] blob, int versions) {
        return cipher.seal(UUID.randomUUID(), order.account(), order.vaultId(), blob)
                .map(content -> new NewBackup(
                        content, order.keyId(), order.type(), UNNAMED, blob.length, versions, order.jobId()))
                .chain(backups::insert)
                .replaceWithVoid();
    }
}

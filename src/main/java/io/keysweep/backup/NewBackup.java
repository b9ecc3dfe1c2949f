package io.keysweep.backup;

import io.keysweep.azure.KeyVersions;
import java.util.UUID;

/**
 * A backup that is ready to be stored.
 *
 * @param size bytes of the blob as Azure gave it
 * @param versions of the key, just after it was taken
 * @param jobId the job that takes it, which has at most one backup of a key; null for none
 */
record NewBackup(
        SealedBlob blob,
        UUID keyId,
        BackupType type,
        KeyBackupRequest request,
        int size,
        KeyVersions versions,
        UUID jobId) {}

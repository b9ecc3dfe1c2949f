package io.keysweep.backup;

import java.util.UUID;

/**
 * A backup that is ready to be stored.
 *
 * @param size bytes of the blob as Azure gave it
 * @param jobId the job that takes it, which has at most one backup of a key; null for none
 */
record NewBackup(
        SealedBlob blob,
        UUID keyId,
        BackupType type,
        KeyBackupRequest request,
        int size,
        int versionCount,
        UUID jobId) {}

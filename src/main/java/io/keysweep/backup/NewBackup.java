package io.keysweep.backup;

import java.util.UUID;

/**
 * A backup that is ready to be stored.
 *
 * @param size bytes of the blob as Azure gave it
 */
record NewBackup(SealedBlob blob, UUID keyId, BackupType type, KeyBackupRequest request, int size, int versionCount) {}

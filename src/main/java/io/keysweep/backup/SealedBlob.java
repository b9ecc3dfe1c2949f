package io.keysweep.backup;

import java.util.UUID;

/**
 * A backup's blob as it is stored.
 *
 * @param bytes AES-256-GCM under the data key, bound to the backup's account and id
 * @param digest SHA-256 of the blob as Azure gave it
 */
record SealedBlob(UUID backupId, String account, DataKey dataKey, byte[] bytes, byte[] digest) {}

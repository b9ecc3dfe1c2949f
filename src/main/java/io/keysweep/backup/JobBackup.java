package io.keysweep.backup;

import io.keysweep.azure.VaultRef;
import java.util.UUID;

/**
 * A backup that a job is to take.
 *
 * @param jobId one backup of a key is taken for it, however often it is asked for
 * @param type {@code sync} or {@code scheduled}
 */
public record JobBackup(
        UUID jobId, UUID keyId, String keyName, String account, UUID vaultId, VaultRef vault, String type) {}

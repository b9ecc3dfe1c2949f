package io.keysweep.backup;

import java.util.UUID;

/**
 * A backup that was taken and stored.
 *
 * @param size bytes of the blob as Azure gave it
 * @param versions how many versions of the key it holds
 * @param pruned how many older backups of the key had to go for it, by the vault's limit
 */
public record TakenBackup(UUID id, int size, int versions, int pruned) {}

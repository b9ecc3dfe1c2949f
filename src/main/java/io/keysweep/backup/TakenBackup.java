package io.keysweep.backup;

import java.util.UUID;

/**
 * A backup that was taken, and stored unless the job had one of that key already.
 *
 * @param size bytes of the blob as Azure gave it
 * @param versions how many versions of the key it holds
 * @param stored whether it was; if not, it is dropped
 * @param pruned how many older backups of the key had to go for it, by the vault's limit
 */
public record TakenBackup(UUID id, int size, int versions, boolean stored, int pruned) {}

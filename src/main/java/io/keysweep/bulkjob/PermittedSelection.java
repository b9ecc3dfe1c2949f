package io.keysweep.bulkjob;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A selection whose requester may delete what it picks.
 *
 * @param vaultIds with backups given one by one: the vaults outside of which nothing is deleted, since an id may lie where
 *     the requester sees nothing; empty for no such bound
 */
record PermittedSelection(Selection selection, Optional<Set<UUID>> vaultIds) {}

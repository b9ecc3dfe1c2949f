package io.keysweep.sync;

import java.util.UUID;

/**
 * A key with which something went wrong that is its own matter.
 *
 * @param id the key, or the vault if the key is on no record yet
 * @param error what a user is told
 */
record FailedKey(UUID id, String error) {}

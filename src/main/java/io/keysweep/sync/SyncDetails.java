package io.keysweep.sync;

import java.util.Map;

/**
 * What became of the parts of a synchronization.
 *
 * @param vaults by vault id: {@code Success}, or what went wrong
 * @param keys by key id: what went wrong with it; at most some hundreds
 */
record SyncDetails(Map<String, String> vaults, Map<String, String> keys) {}

package io.keysweep.sync;

import java.util.Map;

/**
 * What became of the parts of a synchronization or a scheduled backup.
 *
 * @param vaults by vault id: {@code Success}, or what went wrong
 * @param keys by key id: what went wrong with it; the first 1,000
 */
public record SyncDetails(Map<String, String> vaults, Map<String, String> keys) {}

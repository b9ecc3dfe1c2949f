package io.keysweep.sync;

import io.keysweep.azure.VaultKey;

/**
 * A key as Azure has it now, in full.
 *
 * @param versions how many it has
 */
record SeenKey(VaultKey key, int versions) {}

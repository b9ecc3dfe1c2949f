package io.keysweep.sync;

import io.keysweep.azure.KeyVersions;
import io.keysweep.azure.VaultKey;

/** A key as Azure has it now, in full. */
record SeenKey(VaultKey key, KeyVersions versions) {}

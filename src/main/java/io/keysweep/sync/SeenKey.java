package io.keysweep.sync;

import io.keysweep.azure.VaultKey;

/**
 * A key as Azure has it now, in full.
 *
 * @param managed whether it belongs to a certificate, as far as is known; Azure backs such a key up with that only
 */
record SeenKey(VaultKey key, int versions, boolean managed) {}

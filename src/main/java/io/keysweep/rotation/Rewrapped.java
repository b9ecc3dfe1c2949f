package io.keysweep.rotation;

import io.keysweep.encryption.WrappedKey;

/**
 * What became of a wrapped key.
 *
 * @param anew null if it came to nothing
 * @param error why it did, else null
 */
record Rewrapped(RewrapRepository.Stored stored, WrappedKey anew, String error) {}

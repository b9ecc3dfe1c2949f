package io.keysweep.backup;

/**
 * What became of a blob that was to be encrypted under another data key.
 *
 * @param anew null if it came to nothing
 * @param error why it did, else null
 */
record Resealed(SealedBlob stored, SealedBlob anew, String error) {}

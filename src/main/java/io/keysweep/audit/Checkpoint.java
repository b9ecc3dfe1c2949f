package io.keysweep.audit;

/**
 * The end of an account's chain at some moment.
 *
 * @param hash of the record with this number
 * @param jws the same, signed; null while it is not
 */
record Checkpoint(String account, long seq, byte[] hash, String jws) {}

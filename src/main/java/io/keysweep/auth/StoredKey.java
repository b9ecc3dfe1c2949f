package io.keysweep.auth;

/**
 * A signing key as the database has it.
 *
 * @param generation 1 for the first; the highest signs
 * @param id the {@code kid}
 * @param publicKey X.509 SubjectPublicKeyInfo of a P-256 key
 * @param wrappedPrivateKey PKCS #8, wrapped
 * @param wrappingKey the name of the key that wrapped it
 */
record StoredKey(int generation, String id, byte[] publicKey, byte[] wrappedPrivateKey, String wrappingKey) {}

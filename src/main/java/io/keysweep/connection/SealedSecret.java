package io.keysweep.connection;

/**
 * The secret of a connection as it is stored.
 *
 * @param sealed AES-256-GCM under a key of its own
 * @param wrappedKey that key, wrapped
 * @param wrappingKey names the key that wrapped it
 */
record SealedSecret(byte[] sealed, byte[] wrappedKey, String wrappingKey) {}

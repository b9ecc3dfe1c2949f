package io.keysweep.encryption;

import io.smallrye.mutiny.Uni;

/**
 * The key that protects our other keys: it wraps data keys and the keys that sign tokens, and never leaves its place.
 * Nothing that it wrapped is of use without it.
 */
public interface WrappingKey {

    /** Names the key, so that what it wrapped can be told from what another one wrapped. Stored beside each wrapped key. */
    String name();

    /**
     * Wraps a key.
     *
     * @param key the bytes to protect
     * @param purpose what the key is for; unwrapping under another purpose fails
     */
    Uni<byte[]> wrap(byte[] key, String purpose);

    /**
     * Unwraps what {@link #wrap} gave for the same purpose.
     *
     * @param wrappingKey the {@link #name()} stored beside it
     * @return the key; fails with {@link UnwrapException} if another key wrapped it or a bit of it was changed
     */
    Uni<byte[]> unwrap(byte[] wrapped, String wrappingKey, String purpose);
}

package io.keysweep.encryption;

import io.smallrye.mutiny.Uni;

/**
 * The key that protects our other keys: it wraps data keys, the keys of secrets and the keys that sign tokens, and never
 * leaves its place. Nothing that it wrapped is of use without it.
 *
 * <p>Calls fail with {@link io.keysweep.azure.KeyVaultException} if Azure has the key and does not do as asked: {@code
 * Unavailable} passes, {@code Denied} is for the operator to mend.
 */
public interface WrappingKey {

    /** Names the key and version that {@link #wrap} uses now. May ask Azure. */
    Uni<String> current();

    /** The keys of the settings, for people; asks nobody. */
    String names();

    /** Whether something that the key of that name wrapped may be opened here, as far as the settings tell. */
    boolean opens(String wrappingKey);

    /**
     * Wraps a key, unless all that is stored is under keys that this replica does not have: then it has the wrong one, and
     * fails with {@link UnknownKeyException}.
     *
     * @param key the bytes to protect, some hundreds at the most
     * @param purpose what the key is for; unwrapping under another purpose fails
     */
    Uni<WrappedKey> wrap(byte[] key, String purpose);

    /**
     * Unwraps what {@link #wrap} gave for the same purpose. Kept in memory for a while, so that asking often costs nothing;
     * many who ask at once share one call.
     *
     * @return the key, which others hold too: do not change it. Fails with {@link UnwrapException} if another key wrapped it
     *     or a bit of it was changed
     */
    Uni<byte[]> unwrap(WrappedKey wrapped, String purpose);

    /** Wraps the same key anew, by the key and version of now. What is in the clear meanwhile is kept nowhere. */
    Uni<WrappedKey> rewrap(WrappedKey wrapped, String purpose);
}

package io.keysweep.azure;

import io.smallrye.mutiny.Uni;

/**
 * Wrapping by a key in Azure Key Vault, with the service's own identity. Each call is one request, but for the retries of
 * passing faults; failures are {@link KeyVaultException}s.
 */
public interface KeyWrapping {

    /**
     * What Azure wrapped.
     *
     * @param keyId of the key with the version that wrapped it
     */
    record Wrapped(byte[] bytes, String keyId) {}

    /** The id of the newest version of the key, or of the version that {@code key} names. */
    Uni<String> currentVersion(KeyIdentifier key);

    /** Wraps 32 bytes: RSA-OAEP-256 in a vault, A256KW by an AES key of a managed HSM. */
    Uni<Wrapped> wrap(KeyIdentifier key, byte[] bytes);

    /** Unwraps by the version that {@code key} names. {@code Refused} if that version never wrapped it. */
    Uni<byte[]> unwrap(KeyIdentifier key, byte[] wrapped);
}

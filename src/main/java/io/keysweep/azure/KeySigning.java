package io.keysweep.azure;

import io.smallrye.mutiny.Uni;

/**
 * Signing by a key in Azure Key Vault, which never leaves it, with the service's own identity. Each call is one request, but
 * for the retries of passing faults; failures are {@link KeyVaultException}s.
 */
public interface KeySigning {

    /** The newest version of the key, or the version that {@code key} names, with its public half. */
    Uni<VaultKey> version(KeyIdentifier key);

    /**
     * Signs.
     *
     * @param version names a version
     * @param algorithm of RFC 7518 section 3.1, {@code ES256} say; {@code Denied} or {@code Refused} if it is not for that key
     * @param digest of what is signed, by the algorithm's hash
     * @return as a JWS has it; of an EC key R and S, one behind the other
     */
    Uni<byte[]> sign(KeyIdentifier version, String algorithm, byte[] digest);
}

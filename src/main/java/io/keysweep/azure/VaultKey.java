package io.keysweep.azure;

import java.util.List;
import java.util.Map;

/**
 * A version of a key as Azure has it, without anything secret.
 *
 * @param version 32 hexadecimal digits
 * @param kid the full identifier, a URL
 * @param kty such as {@code RSA} or {@code EC-HSM}
 * @param crv curve of an EC key, or null
 * @param keySize bits of an RSA key's modulus, or null
 * @param managed whether it belongs to something else, a certificate say; Azure backs such a key up with that only
 */
public record VaultKey(
        String name,
        String version,
        String kid,
        String kty,
        String crv,
        Integer keySize,
        List<String> keyOps,
        PublicKey publicKey,
        KeyAttributes attributes,
        Map<String, String> tags,
        boolean managed) {

    public VaultKey {
        keyOps = List.copyOf(keyOps);
        tags = Map.copyOf(tags);
    }
}

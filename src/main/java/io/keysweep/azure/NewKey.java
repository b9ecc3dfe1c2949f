package io.keysweep.azure;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A key that Azure is to make.
 *
 * @param kty {@code EC}, {@code EC-HSM}, {@code RSA} or {@code RSA-HSM}
 * @param crv curve of an EC key; null: Azure's default
 * @param keySize bits of an RSA key; null: Azure's default
 * @param keyOps what it may be used for; empty: Azure's default
 */
public record NewKey(
        String kty,
        String crv,
        Integer keySize,
        List<String> keyOps,
        KeyAttributes attributes,
        Map<String, String> tags) {

    public NewKey {
        Objects.requireNonNull(kty);
        keyOps = List.copyOf(keyOps);
        tags = Map.copyOf(tags);
        Objects.requireNonNull(attributes);
    }
}

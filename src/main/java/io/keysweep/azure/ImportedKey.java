package io.keysweep.azure;

import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A key whose material is brought along. Its text form never shows the material.
 *
 * @param material an RSA key pair with the primes, or an EC one on a curve of {@link EcCurve}
 * @param hsm whether a hardware security module keeps it
 * @param keyOps what it may be used for; empty: Azure's default
 */
public record ImportedKey(
        KeyPair material, boolean hsm, List<String> keyOps, KeyAttributes attributes, Map<String, String> tags) {

    public ImportedKey {
        Objects.requireNonNull(material);
        keyOps = List.copyOf(keyOps);
        tags = Map.copyOf(tags);
        Objects.requireNonNull(attributes);
    }

    @Override
    public String toString() {
        return "ImportedKey[" + material.getPublic().getAlgorithm() + "]";
    }
}

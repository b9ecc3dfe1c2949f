package io.keysweep.auth;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Our public keys. */
@Schema(name = "Jwks", requiredProperties = "keys")
record JwksView(List<Key> keys) {

    private static final int COORDINATE_BYTES = 32;

    /** A P-256 key, as RFC 7518 section 6.2 writes it. */
    @RegisterForReflection
    @Schema(
            name = "Jwk",
            requiredProperties = {"kty", "crv", "use", "alg", "kid", "x", "y"})
    record Key(String kty, String crv, String use, String alg, String kid, String x, String y) {

        static Key of(String kid, ECPublicKey key) {
            return new Key(
                    "EC",
                    "P-256",
                    "sig",
                    "ES256",
                    kid,
                    coordinate(key.getW().getAffineX()),
                    coordinate(key.getW().getAffineY()));
        }
    }

    static JwksView of(KeyRing ring) {
        return new JwksView(ring.keys().entrySet().stream()
                .map(entry -> Key.of(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }
}

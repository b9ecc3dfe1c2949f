package io.keysweep.certificate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** P-256 keys out of a file: a JWK set, one JWK, or a public key in PEM. */
final class PublicKeys {

    private static final String PEM = "-----BEGIN PUBLIC KEY-----";

    private PublicKeys() {}

    /**
     * The key that may have signed.
     *
     * @param keyId names it in a set; a file with a single key needs no name
     */
    static Optional<PublicKey> find(String file, String keyId) throws IOException, GeneralSecurityException {
        if (file.strip().startsWith(PEM)) {
            return Optional.of(ofPem(file.strip()));
        }
        JsonNode json = new ObjectMapper().readTree(file);
        if (!json.has("keys")) {
            return Optional.of(ofJwk(json));
        }
        for (JsonNode jwk : json.get("keys")) {
            if (jwk.path("kid").asText().equals(keyId)) {
                return Optional.of(ofJwk(jwk));
            }
        }
        return Optional.empty();
    }

    private static PublicKey ofPem(String pem) throws GeneralSecurityException {
        String base64 = pem.substring(PEM.length(), pem.indexOf("-----END", PEM.length()));
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }

    private static PublicKey ofJwk(JsonNode jwk) throws GeneralSecurityException {
        if (!jwk.path("kty").asText().equals("EC") || !jwk.path("crv").asText().equals("P-256")) {
            throw new GeneralSecurityException("the key is no EC key on the curve P-256");
        }
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(coordinate(jwk, "x"), coordinate(jwk, "y"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger coordinate(JsonNode jwk, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(name).asText()));
    }
}

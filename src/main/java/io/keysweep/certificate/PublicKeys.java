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
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** Keys that {@link JwsAlgorithm} knows, out of a file: a JWK set, one JWK, or a public key in PEM. */
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
        X509EncodedKeySpec spec = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        try {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        }
    }

    private static PublicKey ofJwk(JsonNode jwk) throws GeneralSecurityException {
        String type = jwk.path("kty").asText();
        String curve = jwk.path("crv").asText(null);
        if (JwsAlgorithm.of(type, curve).isEmpty()) {
            throw new GeneralSecurityException("the key is neither EC on the curve P-256 or P-384, nor RSA");
        }
        KeyFactory factory = KeyFactory.getInstance(type);
        if (curve == null) {
            return factory.generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp" + curve.substring(2) + "r1"));
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        return factory.generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(JsonNode jwk, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(name).asText()));
    }
}

package io.keysweep.support;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/**
 * A signing key of the service itself whose private half the test has, put into the database as another replica would. The
 * service verifies with it; it never signs with it, as it cannot unwrap it.
 */
public record OwnIssuer(String keyId, KeyPair pair) {

    /** The {@code iss} of the service's own tokens. */
    public static final String ISSUER = "kylo";

    private static final long LIFETIME_SECONDS = 300;

    /** Makes the key and stores it. */
    public static OwnIssuer add() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            OwnIssuer issuer = new OwnIssuer("test-" + UUID.randomUUID(), generator.generateKeyPair());
            Seed.update(
                    "INSERT INTO signing_key (generation, kid, public_key, wrapped_private_key, wrapping_key)"
                            + " SELECT coalesce(max(generation), 0) + 1, ?, ?, '\\x00', 'of the test' FROM signing_key",
                    issuer.keyId,
                    issuer.pair.getPublic().getEncoded());
            return issuer;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the service's own tokens are issued for. */
    public static String audience() {
        return Seed.query(UUID.class, "SELECT audience FROM installation")
                .get(0)
                .toString();
    }

    /** The claims of a good token, to be changed before it is signed. */
    public static JsonObject claims(String account, String subject, Collection<String> groups) {
        long now = Instant.now().getEpochSecond();
        return new JsonObject()
                .put("iss", ISSUER)
                .put("aud", audience())
                .put("sub", subject)
                .put("acc", account)
                .put("cust", Map.of("groups", groups))
                .put("iat", now)
                .put("exp", now + LIFETIME_SECONDS);
    }

    /** A token signed with ES256. */
    public String sign(JsonObject claims) {
        return sign(new JsonObject().put("alg", "ES256").put("typ", "JWT").put("kid", keyId), claims);
    }

    /** A token with this header, signed with ES256 whatever the header says. */
    public String sign(JsonObject header, JsonObject claims) {
        return sign(header, claims.encode());
    }

    /** The same with claims that need not be JSON. */
    public String sign(JsonObject header, String claims) {
        String signed = base64(header.encode()) + "." + base64(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

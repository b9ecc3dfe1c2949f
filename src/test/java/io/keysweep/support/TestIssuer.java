package io.keysweep.support;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;

/**
 * An external issuer that the service under test trusts: it makes tokens for anybody of any account. Its key lies in a
 * system property, as the class loader that configures the service is not always the tests' own.
 */
public final class TestIssuer {

    /** The {@code iss} of its tokens. */
    public static final String ISSUER = "https://issuer.test";

    /** The {@code aud} that the service expects. */
    public static final String AUDIENCE = "keysweep-test";

    private static final String PRIVATE_KEY = "test.keysweep.issuer-key";
    private static final long LIFETIME_SECONDS = 3_600;

    private TestIssuer() {}

    /** Makes its key; gives the settings by which the service trusts it. */
    public static Map<String, String> start() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            System.setProperty(
                    PRIVATE_KEY,
                    Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
            return Map.of(
                    "mp.jwt.verify.publickey",
                            Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                    "mp.jwt.verify.issuer", ISSUER,
                    "mp.jwt.verify.audiences", AUDIENCE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The claims of a good token, to be changed before it is signed. */
    public static JsonObject claims(String account, String subject, Collection<String> groups) {
        long now = Instant.now().getEpochSecond();
        return new JsonObject()
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("sub", subject)
                .put("acc", account)
                .put("cust", Map.of("groups", groups))
                .put("iat", now)
                .put("exp", now + LIFETIME_SECONDS);
    }

    /** A token signed with RS256. */
    public static String sign(JsonObject claims) {
        return sign(new JsonObject().put("alg", "RS256").put("typ", "JWT"), claims);
    }

    /** A token with this header, signed with RS256 whatever the header says. */
    public static String sign(JsonObject header, JsonObject claims) {
        return sign(header, claims.encode());
    }

    /** The same with claims that need not be JSON. */
    public static String sign(JsonObject header, String claims) {
        String signed = base64(header.encode()) + "." + base64(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public half of its key, X.509. */
    public static byte[] publicKey() {
        try {
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) privateKey();
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrivateKey privateKey() throws GeneralSecurityException {
        byte[] key = Base64.getDecoder().decode(System.getProperty(PRIVATE_KEY));
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

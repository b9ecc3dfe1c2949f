package io.keysweep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** What verifying costs whoever is attacked, and attacks of which there are too many to send each over HTTP. */
class TokenCostTest {

    private static final double MOST_MILLIS = 50;
    private static final int TIMES = 10;
    private static final int MEGABYTE = 1 << 20;
    private static final String ISSUER = "https://issuer.test";
    private static final String AUDIENCE = "keysweep-test";

    private final Forger issuer = Forger.create();
    private final Forger attacker = Forger.create();
    private final TokenCheck check = TokenCheck.of(rules(issuer.keys()), SignatureAlgorithm.RS256);

    private static JWTAuthContextInfo rules(KeyPair keys) {
        JWTAuthContextInfo rules = new JWTAuthContextInfo();
        rules.setPublicVerificationKey(keys.getPublic());
        rules.setIssuedBy(ISSUER);
        rules.setExpectedAudience(Set.of(AUDIENCE));
        return rules;
    }

    private static JsonObject claims() {
        long now = Instant.now().getEpochSecond();
        return new JsonObject()
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("sub", "eve")
                .put("acc", "a")
                .put("cust", Map.of("groups", List.of("admin")))
                .put("iat", now)
                .put("exp", now + 600);
    }

    private static JsonObject header() {
        return new JsonObject().put("alg", "RS256").put("typ", "JWT");
    }

    private void verify(String token) {
        check.verify(BearerToken.of(token));
    }

    private void refuse(String token) {
        assertThrows(AuthenticationFailedException.class, () -> verify(token));
    }

    @Test
    void refusesASignatureOfWhichAnyBitWasFlipped() {
        String token = issuer.sign(header(), claims());
        verify(token);
        int dot = token.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));

        for (int bit = 0; bit < signature.length * Byte.SIZE; bit++) {
            byte[] flipped = signature.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            refuse(token.substring(0, dot + 1) + Forger.base64(flipped));
        }
    }

    @Test
    void refusesATokenCutAfterAnyCharacter() {
        String token = issuer.sign(header(), claims());

        for (int end = 0; end < token.length(); end++) {
            refuse(token.substring(0, end));
        }
    }

    @Test
    void refusesATokenOfWhichAnyByteOfHeaderOrClaimsWasChanged() {
        String token = issuer.sign(header(), claims());
        int dot = token.lastIndexOf('.');

        for (int at = 0; at < dot; at++) {
            StringBuilder changed = new StringBuilder(token);
            changed.setCharAt(at, token.charAt(at) == 'A' ? 'B' : 'A');
            refuse(changed.toString());
        }
    }

    @Test
    void spendsLittleOnAnyAttack() throws JoseException {
        Map<String, Double> millis = new TreeMap<>();
        attacks().forEach((name, token) -> millis.put(name, cpuMillis(token)));

        assertEquals(attacks().size(), millis.size());
        millis.forEach((name, spent) ->
                assertTrue(spent <= MOST_MILLIS, () -> name + " takes " + spent + " ms of CPU: " + millis));
    }

    // Of the thread that verifies, so that a busy machine does not count.
    private double cpuMillis(String token) {
        refuse(token);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < TIMES; i++) {
            refuse(token);
        }
        return (threads.getCurrentThreadCpuTime() - start) / 1e6 / TIMES;
    }

    private Map<String, String> attacks() throws JoseException {
        String big = "x".repeat(MEGABYTE);
        Map<String, String> attacks = new TreeMap<>();
        attacks.put("a megabyte of letters", big);
        attacks.put("a megabyte of dots", ".".repeat(MEGABYTE));
        attacks.put("a megabyte of zeros", "AAAA.".repeat(MEGABYTE / 5));
        attacks.put("a megabyte of claims", attacker.sign(header(), claims().put("more", big)));
        attacks.put("a megabyte of header", attacker.sign(header().put("more", big), claims()));
        attacks.put("a megabyte of kid", attacker.sign(header().put("kid", big), claims()));
        attacks.put("a megabyte of signature", unsigned(header(), claims()) + Forger.base64(big));
        attacks.put("100,000 audiences", issuer.sign(header(), claims().put("aud", Collections.nCopies(100_000, "x"))));
        attacks.put(
                "100,000 extensions", issuer.sign(header().put("crit", Collections.nCopies(100_000, "x")), claims()));
        attacks.put("100,000 brackets", "e30." + Forger.base64("[".repeat(100_000)) + ".e30");
        attacks.put("a number of 300,000 digits", digits("9".repeat(300_000)));
        attacks.put("an exponent without end", digits("1e999999999"));
        attacks.put("no signature", unsigned(header().put("alg", "none"), claims()));
        attacks.put("a stranger's signature", attacker.sign(header(), claims()));
        attacks.put(
                "rounds without end",
                "eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJlbmMiOiJBMTI4R0NNIiwicDJjIjoyMTQ3NDgz"
                        + "NjQ3LCJwMnMiOiJBQUFBIn0.AAAA.AAAA.AAAA.AAAA");
        for (String inner : List.of(issuer.sign(header(), claims()), attacker.sign(header(), claims()))) {
            attacks.put("encrypted " + attacks.size(), encrypted(inner));
        }
        attacks.put("nested and signed", issuer.sign(header().put("cty", "JWT"), new JsonObject().put("jwt", "x")));
        return attacks;
    }

    private String digits(String number) {
        String claims = claims().put("exp", 4242).encode().replace("4242", number);
        return Forger.base64(header().encode()) + "." + Forger.base64(claims) + "." + Forger.base64("x");
    }

    private static String unsigned(JsonObject header, JsonObject claims) {
        return Forger.base64(header.encode()) + "." + Forger.base64(claims.encode()) + ".";
    }

    // Anybody can encrypt to a public key.
    private String encrypted(String inner) throws JoseException {
        JsonWebEncryption jwe = new JsonWebEncryption();
        jwe.setAlgorithmHeaderValue("RSA-OAEP-256");
        jwe.setEncryptionMethodHeaderParameter("A256GCM");
        jwe.setContentTypeHeaderValue("JWT");
        jwe.setKey(issuer.keys().getPublic());
        jwe.setPayload(inner);
        return jwe.getCompactSerialization();
    }

    @Test
    void takesNoEncryptedTokenAndNoneInsideAnother() throws JoseException {
        List<String> nested = new ArrayList<>(List.of(
                encrypted(issuer.sign(header(), claims())),
                issuer.sign(header().put("cty", "JWT"), new JsonObject().put("jwt", issuer.sign(header(), claims())))));
        nested.add(nested.get(0) + ".AAAA");

        nested.forEach(this::refuse);
    }
}

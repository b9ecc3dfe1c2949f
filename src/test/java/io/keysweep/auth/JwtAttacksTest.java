package io.keysweep.auth;

import static io.keysweep.auth.TokenAnswers.assertAllowed;
import static io.keysweep.auth.TokenAnswers.assertRefused;
import static io.keysweep.auth.TokenAnswers.awaitAllowed;
import static io.keysweep.auth.TokenAnswers.send;
import static io.keysweep.auth.TokenAnswers.sendHeader;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.keysweep.support.OwnIssuer;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.keysweep.support.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that somebody forged, changed, kept or was given for another place. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class JwtAttacksTest {

    private static final List<String> ADMINS = List.of("admin");

    private static Forger attacker;
    private static OwnIssuer own;

    private final String account = Seed.account();

    @BeforeAll
    static void makeKeys() {
        attacker = Forger.create();
        own = OwnIssuer.add();
    }

    @BeforeEach
    void awaitKeyOfOurOwn() {
        awaitAllowed(own.sign(ownClaims()));
    }

    private JsonObject claims() {
        return TestIssuer.claims(account, "local|eve", ADMINS);
    }

    private JsonObject ownClaims() {
        return OwnIssuer.claims(account, "local|eve", ADMINS);
    }

    private static JsonObject header(String algorithm) {
        return new JsonObject().put("alg", algorithm).put("typ", "JWT");
    }

    @Test
    void takesGoodTokensOfBothIssuers() {
        assertAllowed(TestIssuer.sign(claims()));
        assertAllowed(own.sign(ownClaims()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", " none", "HS256", "ES256", "RS256"})
    void refusesTokensWithoutASignature(String algorithm) {
        for (JsonObject claims : List.of(claims(), ownClaims())) {
            String unsigned = Forger.base64(
                            header(algorithm).put("kid", own.keyId()).encode()) + "." + Forger.base64(claims.encode());
            assertRefused(unsigned + ".");
            assertRefused(unsigned + "." + Forger.base64("x"));
            assertRefused(unsigned);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HmacSHA256/HS256", "HmacSHA384/HS384", "HmacSHA512/HS512"})
    void takesNoPublicKeyForASecret(String algorithms) throws GeneralSecurityException {
        String mac = algorithms.split("/")[0];
        String algorithm = algorithms.split("/")[1];
        byte[] external = TestIssuer.publicKey();
        byte[] ours = own.pair().getPublic().getEncoded();

        for (byte[] secret :
                List.of(external, Forger.pem(external), Base64.getEncoder().encode(external))) {
            assertRefused(Forger.hmac(mac, secret, header(algorithm), claims()));
        }
        for (byte[] secret : List.of(ours, Forger.pem(ours), Base64.getEncoder().encode(ours))) {
            assertRefused(Forger.hmac(mac, secret, header(algorithm).put("kid", own.keyId()), ownClaims()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "PS256", "RS384", "RS512", "RS1", "EdDSA", "rs256", "A256GCMKW", "dir"})
    void takesOnlyTheAlgorithmThatTheSignatureIsOf(String algorithm) {
        assertRefused(TestIssuer.sign(header(algorithm), claims()));
        if (!algorithm.equals("ES256")) {
            assertRefused(own.sign(header(algorithm).put("kid", own.keyId()), ownClaims()));
        }
    }

    @Test
    void refusesAlgorithmsThatAreNoText() {
        for (Object algorithm : new Object[] {1, true, null, List.of("RS256"), Map.of("a", "RS256")}) {
            assertRefused(TestIssuer.sign(new JsonObject().put("alg", algorithm), claims()));
        }
        assertRefused(TestIssuer.sign(new JsonObject(), claims()));
    }

    @Test
    void refusesTheSignatureThatIsAllZeros() {
        String signed = Forger.base64(header("ES256").put("kid", own.keyId()).encode()) + "."
                + Forger.base64(ownClaims().encode());

        assertRefused(signed + "." + Forger.base64(new byte[64]));
    }

    @Test
    void refusesTheKeysOfStrangers() {
        assertRefused(attacker.sign(header("RS256"), claims()));
        OwnIssuer stranger = new OwnIssuer(own.keyId(), Forger.ec());
        assertRefused(stranger.sign(ownClaims()));
    }

    @Test
    void keepsItsIssuersApart() {
        // The external issuer's key signs for ours, and ours for the external one.
        assertRefused(TestIssuer.sign(ownClaims()));
        assertRefused(TestIssuer.sign(header("RS256").put("kid", own.keyId()), ownClaims()));
        assertRefused(own.sign(claims()));
        assertRefused(own.sign(header("RS256").put("kid", own.keyId()), claims()));
        // Ours, with the audience that the external issuer's tokens have, and the other way round.
        assertRefused(own.sign(ownClaims().put("aud", TestIssuer.AUDIENCE)));
        assertRefused(TestIssuer.sign(claims().put("aud", OwnIssuer.audience())));
    }

    @Test
    void findsAKeyThatAnotherReplicaMadeJustNow() {
        OwnIssuer late = OwnIssuer.add();
        awaitAllowed(late.sign(ownClaims()));
        OwnIssuer never = new OwnIssuer("test-never-stored", Forger.ec());
        assertRefused(never.sign(ownClaims()));
    }

    static Stream<String> keyIds() {
        return Stream.of(
                "",
                "../../../../../../dev/null",
                "/dev/null",
                "file:///etc/passwd",
                "' OR '1'='1",
                "x' UNION SELECT 'AA==' --",
                "a\u0000b",
                "$(id)",
                "${jndi:ldap://127.0.0.1/a}",
                "\uD83D\uDD11",
                "k".repeat(10_000));
    }

    @ParameterizedTest
    @MethodSource("keyIds")
    void looksForKeysNowhereElse(String keyId) {
        assertRefused(attacker.sign(header("RS256").put("kid", keyId), claims()));
        assertRefused(own.sign(header("ES256").put("kid", keyId), ownClaims()));
    }

    @Test
    void refusesKeyIdsThatAreNoText() {
        for (Object keyId : new Object[] {1, true, null, List.of("a"), Map.of("a", 1)}) {
            assertRefused(own.sign(header("ES256").put("kid", keyId), ownClaims()));
        }
        assertRefused(own.sign(header("ES256"), ownClaims()));
    }

    @Test
    void takesNoKeyFromTheTokenAndFetchesNone() throws IOException {
        AtomicInteger fetched = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            fetched.incrementAndGet();
            byte[] keys = new JsonObject()
                    .put("keys", new JsonArray().add(attacker.jwk()))
                    .toBuffer()
                    .getBytes();
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        try {
            String there = "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
            for (String field : List.of("jku", "x5u")) {
                assertRefused(attacker.sign(header("RS256").put(field, there), claims()));
                assertRefused(attacker.sign(header("RS256").put("kid", "eve").put(field, there), claims()));
            }
            assertRefused(attacker.sign(header("RS256").put("jwk", attacker.jwk()), claims()));
            assertRefused(attacker.sign(header("RS256").put("kid", "eve").put("jwk", attacker.jwk()), claims()));
            String certificate = Base64.getEncoder()
                    .encodeToString(attacker.keys().getPublic().getEncoded());
            assertRefused(attacker.sign(header("RS256").put("x5c", List.of(certificate)), claims()));
        } finally {
            server.stop(0);
        }
        assertEquals(0, fetched.get());
    }

    @Test
    void refusesExtensionsThatItMustUnderstandAndDoesNot() {
        assertRefused(
                TestIssuer.sign(header("RS256").put("crit", List.of("unheard")).put("unheard", 1), claims()));
        assertRefused(TestIssuer.sign(header("RS256").put("crit", "unheard"), claims()));
        assertRefused(own.sign(
                header("ES256")
                        .put("kid", own.keyId())
                        .put("crit", List.of("unheard"))
                        .put("unheard", 1),
                ownClaims()));
    }

    @Test
    void refusesATokenOfWhichAnyCharacterWasChanged() {
        for (String token : List.of(TestIssuer.sign(claims()), own.sign(ownClaims()))) {
            for (int at : positions(token)) {
                StringBuilder changed = new StringBuilder(token);
                changed.setCharAt(at, token.charAt(at) == 'A' ? 'B' : 'A');
                assertRefused(changed.toString());
            }
        }
    }

    private static List<Integer> positions(String token) {
        List<Integer> positions = new ArrayList<>();
        for (int at = 0; at < token.length(); at += 23) {
            positions.add(at);
        }
        positions.add(token.length() - 1);
        positions.add(token.indexOf('.') - 1);
        positions.add(token.lastIndexOf('.') - 1);
        return positions;
    }

    @Test
    void refusesATokenCutShortOrMadeLonger() {
        String token = TestIssuer.sign(claims());
        int last = token.lastIndexOf('.');
        for (String changed : List.of(
                token.substring(0, last + 1),
                token.substring(0, last),
                token.substring(0, token.length() - 1),
                token.substring(0, token.length() / 2),
                token + "A",
                token + "=",
                token + ".",
                "." + token,
                token + "." + token.substring(last + 1),
                token.replace(".", ".."),
                token.substring(token.indexOf('.')))) {
            assertRefused(changed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer .",
                "Bearer ..",
                "Bearer ...",
                "Bearer ....",
                "Bearer null",
                "Bearer e30.e30.e30",
                "Bearer !!!.###.$$$",
                "Bearer \u00e4\u00f6.\u00fc.x",
                "Bearer a b c",
                "Basic YWRtaW46YWRtaW4=",
                "Digest x",
                "garbage"
            })
    void refusesWhatIsNoToken(String authorization) {
        assertRefused(sendHeader(authorization));
    }

    @Test
    void refusesNoTokenAtAll() {
        assertRefused(RestAssured.get("/api/v1/cckm/azure/vaults").then());
    }

    @Test
    void refusesLongTokens() {
        assertRefused("x".repeat(15_000));
        assertRefused(TestIssuer.sign(claims().put("aud", "x".repeat(10_000))));
        // What exceeds the bound of all headers together is not even read.
        send("x".repeat(100_000)).statusCode(anyOf(is(401), is(431)));
    }
}

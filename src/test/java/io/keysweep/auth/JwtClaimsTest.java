package io.keysweep.auth;

import static io.keysweep.auth.TokenAnswers.assertAllowed;
import static io.keysweep.auth.TokenAnswers.assertForbidden;
import static io.keysweep.auth.TokenAnswers.assertRefused;
import static io.keysweep.auth.TokenAnswers.awaitAllowed;

import io.keysweep.support.OwnIssuer;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.keysweep.support.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed tokens whose claims are not those of a caller, or not for this service. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class JwtClaimsTest {

    private static final List<String> ADMINS = List.of("admin");

    private static OwnIssuer own;

    private final String account = Seed.account();

    @BeforeAll
    static void makeKeys() {
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
    void refusesOtherIssuers() {
        for (Object issuer :
                new Object[] {"https://evil.test", TestIssuer.ISSUER + "/", "", 7, List.of(TestIssuer.ISSUER), null}) {
            assertRefused(TestIssuer.sign(claims().put("iss", issuer)));
        }
        assertRefused(TestIssuer.sign(without("iss", claims())));
    }

    @Test
    void takesOnlyTokensThatWereMeantForIt() {
        assertAllowed(TestIssuer.sign(claims().put("aud", List.of("others", TestIssuer.AUDIENCE))));
        for (Object audience : new Object[] {"others", List.of("others"), List.of(), "", 7, Map.of("a", 1), null}) {
            assertRefused(TestIssuer.sign(claims().put("aud", audience)));
            assertRefused(own.sign(ownClaims().put("aud", audience)));
        }
        assertRefused(TestIssuer.sign(without("aud", claims())));
        assertRefused(own.sign(without("aud", ownClaims())));
    }

    @Test
    void takesTokensInTheirTimeOnly() {
        long now = Instant.now().getEpochSecond();
        for (Object end : new Object[] {now - 3_600, now - 61, 0, -1, "soon", null, List.of(now + 60)}) {
            assertRefused(TestIssuer.sign(claims().put("exp", end)));
            assertRefused(own.sign(ownClaims().put("exp", end)));
        }
        assertRefused(TestIssuer.sign(without("exp", claims())));
        assertRefused(own.sign(without("exp", ownClaims())));
        assertRefused(TestIssuer.sign(claims().put("nbf", now + 3_600)));
        assertRefused(own.sign(ownClaims().put("nbf", now + 3_600)));
        assertRefused(TestIssuer.sign(claims().put("iat", now + 3_600).put("exp", now + 7_200)));
        assertRefused(own.sign(ownClaims().put("iat", now + 3_600).put("exp", now + 7_200)));
        assertRefused(TestIssuer.sign(claims().put("iat", "today")));
    }

    // The verifier would take the first for a token that holds for ever.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "-1e400",
                "1e308",
                "1e18",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775809",
                "18446744073709551616",
                "253402300800",
                "-1",
                "NaN",
                "Infinity",
                "\"9999999999\"",
                "[9999999999]",
                "null"
            })
    void refusesTimesBeyondAllBounds(String time) {
        for (String claim : List.of("exp", "iat", "nbf")) {
            assertRefused(TestIssuer.sign(
                    header("RS256"), claims().put(claim, 4242).encode().replace("4242", time)));
            assertRefused(own.sign(
                    new JsonObject().put("alg", "ES256").put("kid", own.keyId()),
                    ownClaims().put(claim, 4242).encode().replace("4242", time)));
        }
    }

    @Test
    void takesAnAccountOnlyIfItIsOne() {
        for (Object name :
                new Object[] {"", " ", "a/b", "a:b", "a b", "a\u0000", "x".repeat(65), 7, true, List.of(account), null
                }) {
            assertRefused(TestIssuer.sign(claims().put("acc", name)));
            assertRefused(own.sign(ownClaims().put("acc", name)));
        }
        assertRefused(TestIssuer.sign(without("acc", claims())));
        assertRefused(own.sign(without("acc", ownClaims())));
    }

    @Test
    void wantsASubject() {
        for (Object subject : new Object[] {"", " ", 7, List.of("a"), null}) {
            assertRefused(TestIssuer.sign(claims().put("sub", subject)));
        }
        assertRefused(TestIssuer.sign(without("sub", claims())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "\u0000"})
    void refusesNamesThatNoDatabaseCanHold(String name) {
        assertRefused(TestIssuer.sign(TestIssuer.claims(account, name, List.of("CCKM Users"))));
        assertForbidden(TestIssuer.sign(TestIssuer.claims(account, "local|eve", List.of(name))));
        assertAllowed(TestIssuer.sign(TestIssuer.claims(account, "local|eve", List.of("CCKM Users", name))));
    }

    @Test
    void takesGroupsFromTheirPlaceOnly() {
        for (Object cust : new Object[] {
            Map.of(),
            Map.of("groups", List.of()),
            Map.of("groups", List.of("Key Users", "Admin", "ADMIN", "admin ")),
            Map.of("groups", "admin,CCKM Admins"),
            Map.of("groups", "admin CCKM Admins"),
            Map.of("groups", Map.of("admin", true)),
            Map.of("groups", List.of(List.of("admin"), 1, true)),
            Map.of("groups", 1),
            Map.of("roles", List.of("admin")),
            "admin",
            List.of("admin"),
            1
        }) {
            assertForbidden(TestIssuer.sign(claims().put("cust", cust)));
            assertForbidden(own.sign(ownClaims().put("cust", cust)));
        }
        assertForbidden(TestIssuer.sign(claims().putNull("cust")));
        assertForbidden(TestIssuer.sign(without("cust", claims())));
        assertForbidden(
                TestIssuer.sign(without("cust", claims()).put("groups", ADMINS).put("roles", ADMINS)));
        assertAllowed(TestIssuer.sign(claims().put("cust", Map.of("groups", "admin"))));
    }

    @Test
    void refusesClaimsGivenTwice() {
        for (String claim : List.of("iss", "aud", "sub", "acc", "exp", "cust")) {
            JsonObject good = claims();
            String twice = "{"
                    + new JsonObject().put(claim, good.getValue(claim)).encode().replaceAll("^\\{|}$", "") + ","
                    + good.encode().substring(1);
            assertRefused(TestIssuer.sign(header("RS256"), twice));
        }
        String groups = "\"groups\":[\"CCKM Users\"],\"groups\":";
        assertRefused(TestIssuer.sign(header("RS256"), claims().encode().replace("\"groups\":", groups)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "\"x\"", "{", "{} {}", "{\"a\":1}x", "\uFEFF{}"})
    void refusesClaimsThatAreNoObject(String claims) {
        assertRefused(TestIssuer.sign(header("RS256"), claims));
    }

    @Test
    void refusesClaimsNestedWithoutEnd() {
        String nested =
                claims().encode().replaceFirst("\\{", "{\"deep\":" + "[".repeat(5_000) + "]".repeat(5_000) + ",");

        assertRefused(TestIssuer.sign(header("RS256"), nested));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "e30.e30.e30", "expired"})
    void doesNotMindABadTokenOnPublicCalls(String given) {
        String token = given.equals("expired") ? TestIssuer.sign(claims().put("exp", 1)) : given;
        JsonObject login = new JsonObject().put("username", "admin").put("password", TestEnvironment.ADMIN_PASSWORD);

        RestAssured.given()
                .auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body(login.encode())
                .post("/api/v1/auth/tokens")
                .then()
                .statusCode(200);
        RestAssured.given()
                .auth()
                .oauth2(token)
                .get("/api/v1/auth/jwks.json")
                .then()
                .statusCode(200);
    }

    private static JsonObject without(String claim, JsonObject claims) {
        claims.remove(claim);
        return claims;
    }
}

package io.keysweep.auth;

import static io.keysweep.auth.Login.TOKENS;
import static io.keysweep.auth.Login.assertServed;
import static io.keysweep.auth.Login.credentials;
import static io.keysweep.auth.Login.logIn;
import static io.keysweep.auth.Login.part;
import static io.keysweep.auth.Login.post;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in here, as clients of the product do. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class AuthTokensTest {

    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String ZERO = "00000000-0000-0000-0000-000000000000";

    @Test
    void givesATokenForAPassword() {
        post(TOKENS, credentials().put("grant_type", "password").encode())
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .body("duration", equalTo(300))
                .body("token_type", equalTo("Bearer"))
                .body("refresh_token", notNullValue())
                .body("refresh_token_id", notNullValue());
    }

    @Test
    void takesThePathWithASlashAtItsEnd() {
        assertServed(post(TOKENS + "/", credentials().encode())
                .then()
                .statusCode(200)
                .extract()
                .path("jwt"));
    }

    @Test
    void takesWhatClientsOfTheProductSendBeside() {
        JsonObject request = credentials()
                .put("domain", "")
                .put("auth_domain", "root")
                .put("auth_domain_path", "/")
                .put("connection", "local_account")
                .put("cookies", false)
                .put("labels", List.of("terraform"))
                .put("client_id", "c")
                .put("unheardOf", Map.of("a", 1))
                .putNull("grant_type");

        assertServed(logIn(request).getString("jwt"));
    }

    @ParameterizedTest
    @CsvSource({"domain, sales", "auth_domain, sales", "auth_domain_path, /sales", "connection, ldap"})
    void refusesOtherDomainsAndConnections(String field, String value) {
        post(TOKENS, credentials().put(field, value).encode())
                .then()
                .statusCode(401)
                .body("message", containsString("root domain"));
    }

    @Test
    void tellsAWrongPasswordNotApartFromAnUnknownUser() {
        String known = refusal("admin", "wrong");
        String unknown = refusal("nobody", TestEnvironment.ADMIN_PASSWORD);

        assertEquals("Wrong username or password.", known);
        assertEquals(known, unknown);
    }

    private static String refusal(String username, String password) {
        return post(
                        TOKENS,
                        new JsonObject()
                                .put("username", username)
                                .put("password", password)
                                .encode())
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("code", equalTo(5))
                .body("codeDesc", startsWith("NCERRUnauthorizedAccess"))
                .body("requestID", notNullValue())
                .extract()
                .path("message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Admin", "admin ", "\uD800", "' OR 1=1 --"})
    void knowsUsersByExactlyTheirNames(String username) {
        assertEquals("Wrong username or password.", refusal(username, TestEnvironment.ADMIN_PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "x", "\uD83D\uDD11"})
    void takesTheWholePasswordOnly(String addition) {
        refusal("admin", TestEnvironment.ADMIN_PASSWORD + addition);
        refusal("admin", TestEnvironment.ADMIN_PASSWORD.substring(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"username", "password"})
    void refusesNulInCredentials(String field) {
        String withNul = credentials().getString(field) + "\0";

        post(TOKENS, credentials().put(field, withNul).encode())
                .then()
                .statusCode(400)
                .body("message", equalTo(field + ": must not contain NUL"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{",
                "[]",
                "7",
                "\"admin\"",
                "{}",
                "{\"username\":\"admin\"}",
                "{\"password\":\"x\"}",
                "{\"username\":\"\",\"password\":\"x\"}",
                "{\"username\":{},\"password\":\"x\"}",
                "{\"username\":\"admin\",\"username\":\"root\",\"password\":\"x\"}",
                "{\"grant_type\":\"refresh_token\"}",
                "{\"grant_type\":\"client_credential\"}",
                "{\"username\":\"admin\",\"password\":\"x\",\"refresh_token_lifetime\":\"soon\"}",
                "{\"username\":\"admin\",\"password\":\"x\"} {}"
            })
    void refusesBodiesThatAreNoLogin(String body) {
        post(TOKENS, body)
                .then()
                .statusCode(400)
                .body("codeDesc", startsWith("NCERR"))
                .body("message", not(containsString("Exception")))
                .body("requestID", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"username", "password"})
    void refusesCredentialsThatAreFarTooLong(String field) {
        post(TOKENS, credentials().put(field, "x".repeat(1_001)).encode())
                .then()
                .statusCode(400)
                .body("message", startsWith(field + ": "))
                .body("message", not(containsString("xxx")));
    }

    @Test
    void wantsABody() {
        RestAssured.given().contentType(ContentType.JSON).post(TOKENS).then().statusCode(400);
    }

    @Test
    void makesTokensWithTheClaimsOfTheProduct() {
        JsonPath answer = logIn();
        JsonObject header = part(answer.getString("jwt"), 0);
        JsonObject claims = part(answer.getString("jwt"), 1);
        JsonObject cust = claims.getJsonObject("cust");
        long now = Instant.now().getEpochSecond();

        assertEquals("ES256", header.getString("alg"));
        assertEquals("JWT", header.getString("typ"));
        assertEquals(
                Set.of("aud", "sub", "iss", "acc", "preferred_username", "cust", "jwtid", "jti", "iat", "exp"),
                claims.fieldNames());
        assertEquals(
                Seed.query(java.util.UUID.class, "SELECT audience FROM installation")
                        .get(0)
                        .toString(),
                claims.getValue("aud"));
        assertTrue(claims.getString("sub").matches("local\\|" + UUID), claims.getString("sub"));
        assertEquals("kylo", claims.getString("iss"));
        assertEquals("kylo", claims.getString("acc"));
        assertEquals("admin", claims.getString("preferred_username"));
        assertTrue(claims.getString("jwtid").matches(UUID));
        assertEquals(claims.getString("jwtid"), claims.getString("jti"));
        assertEquals(300, claims.getLong("exp") - claims.getLong("iat"));
        assertTrue(Math.abs(now - claims.getLong("iat")) <= 5, () -> "iat " + claims.getLong("iat"));
        assertEquals(Set.of("domain_id", "groups", "sid", "zone_id"), cust.fieldNames());
        assertEquals(List.of("admin"), cust.getJsonArray("groups").getList());
        assertEquals(ZERO, cust.getString("domain_id"));
        assertEquals(ZERO, cust.getString("zone_id"));
        assertEquals(answer.getString("refresh_token_id"), cust.getString("sid"));
    }

    @Test
    void givesEachTokenAnIdOfItsOwnAndKeepsTheSubject() {
        JsonObject one = part(logIn().getString("jwt"), 1);
        JsonObject other = part(logIn().getString("jwt"), 1);

        assertNotEquals(one.getString("jwtid"), other.getString("jwtid"));
        assertEquals(one.getString("sub"), other.getString("sub"));
    }

    @Test
    void publishesTheKeyThatVerifiesItsTokens() throws GeneralSecurityException {
        String jwt = logIn().getString("jwt");
        String kid = part(jwt, 0).getString("kid");
        JsonPath jwks = RestAssured.get("/api/v1/auth/jwks.json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        Map<String, String> key = jwks.param("kid", kid).get("keys.find { it.kid == kid }");

        assertEquals(Set.of("kty", "crv", "use", "alg", "kid", "x", "y"), key.keySet());
        int dot = jwt.lastIndexOf('.');
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(publicKey(key));
        signature.update(jwt.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        assertTrue(signature.verify(Base64.getUrlDecoder().decode(jwt.substring(dot + 1))));
    }

    private static PublicKey publicKey(Map<String, String> key) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(coordinate(key.get("x")), coordinate(key.get("y")));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger coordinate(String base64) {
        byte[] bytes = Base64.getUrlDecoder().decode(base64);
        assertEquals(32, bytes.length);
        return new BigInteger(1, bytes);
    }

    @Test
    void servesWhoeverHasTheToken() {
        String jwt = logIn().getString("jwt");

        assertServed(jwt);
        RestAssured.given()
                .auth()
                .oauth2(jwt)
                .get("/api/v1/auth/self/user")
                .then()
                .statusCode(200)
                .body("username", equalTo("admin"))
                .body("account", equalTo("kylo"))
                .body("user_id", equalTo(part(jwt, 1).getString("sub")))
                .body("groups", equalTo(List.of("admin")));
    }

    @Test
    void storesPasswordsOnlyAsSlowSaltedHashes() {
        logIn();

        List<String> hashes = Seed.query(String.class, "SELECT password_hash FROM local_user WHERE username = 'admin'");

        assertEquals(1, hashes.size());
        assertTrue(hashes.get(0).startsWith("pbkdf2-sha512$210000$"), hashes.get(0));
    }
}

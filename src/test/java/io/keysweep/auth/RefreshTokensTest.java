package io.keysweep.auth;

import static io.keysweep.auth.Login.TOKENS;
import static io.keysweep.auth.Login.assertServed;
import static io.keysweep.auth.Login.credentials;
import static io.keysweep.auth.Login.logIn;
import static io.keysweep.auth.Login.part;
import static io.keysweep.auth.Login.post;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a refresh token is good for, and for how long. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class RefreshTokensTest {

    private static final String HOLD = "SELECT FROM refresh_token WHERE id = ?::uuid FOR UPDATE";
    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'keysweep_app' AND wait_event_type = 'Lock'";

    private static Response refresh(String token, Map<String, Object> more) {
        JsonObject request = new JsonObject().put("grant_type", "refresh_token").put("refresh_token", token);
        more.forEach(request::put);
        return post(TOKENS, request.encode());
    }

    @Test
    void givesAnotherTokenOfTheSameSessionForARefreshToken() {
        JsonPath session = logIn();
        String refreshToken = session.getString("refresh_token");

        for (int i = 0; i < 2; i++) {
            JsonPath answer = refresh(refreshToken, Map.of())
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertEquals(refreshToken, answer.getString("refresh_token"), "it is not rotated unasked");
            assertEquals(session.getString("refresh_token_id"), answer.getString("refresh_token_id"));
            assertNotEquals(session.getString("jwt"), answer.getString("jwt"));
            assertEquals(
                    session.getString("refresh_token_id"),
                    part(answer.getString("jwt"), 1).getJsonObject("cust").getString("sid"));
            assertServed(answer.getString("jwt"));
        }
    }

    @Test
    void renewsARefreshTokenOnceWhenAskedTo() {
        JsonPath session = logIn();
        String old = session.getString("refresh_token");

        String renewed = refresh(old, Map.of("renew_refresh_token", true))
                .then()
                .statusCode(200)
                .body("refresh_token_id", equalTo(session.getString("refresh_token_id")))
                .extract()
                .path("refresh_token");

        assertNotEquals(old, renewed);
        refresh(renewed, Map.of()).then().statusCode(200);
        refresh(old, Map.of()).then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsTheSessionWhenARenewedTokenIsUsedAgain(boolean renewing) {
        String first = logIn().getString("refresh_token");
        String other = logIn().getString("refresh_token");
        String second = renewed(first);
        String third = renewed(second);

        refresh(first, Map.of("renew_refresh_token", renewing)).then().statusCode(401);

        for (String token : List.of(first, second, third)) {
            refresh(token, Map.of()).then().statusCode(401).body("message", startsWith("refresh_token: "));
        }
        refresh(other, Map.of()).then().statusCode(200);
    }

    private static String renewed(String token) {
        return refresh(token, Map.of("renew_refresh_token", true))
                .then()
                .statusCode(200)
                .extract()
                .path("refresh_token");
    }

    // The session's row is held, so that both are under way at the same time.
    @Test
    void endsTheSessionWhenTwoRenewATokenAtTheSameTime() throws Exception {
        JsonPath session = logIn();
        String given = session.getString("refresh_token");
        Map<String, Object> renewing = Map.of("renew_refresh_token", true);
        List<CompletableFuture<Response>> both;
        try (Connection holder = Seed.begin(HOLD, session.getString("refresh_token_id"))) {
            both = List.of(supplyAsync(() -> refresh(given, renewing)), supplyAsync(() -> refresh(given, renewing)));
            awaitWaiting(2);
            holder.rollback();
        }

        List<Integer> statuses =
                both.stream().map(answer -> answer.join().statusCode()).sorted().toList();

        assertEquals(List.of(200, 401), statuses);
        String renewed = both.stream()
                .map(answer -> answer.join().jsonPath().getString("refresh_token"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        refresh(renewed, Map.of()).then().statusCode(401);
    }

    @Test
    void endsASessionOnRequestWhoseTokenIsBeingRenewed() throws Exception {
        JsonPath session = logIn();
        String given = session.getString("refresh_token");
        CompletableFuture<Response> revoked;
        try (Connection renewing = Seed.begin(
                "WITH renewed AS (UPDATE refresh_token SET token_hash = gen_random_uuid()::text::bytea WHERE token_hash = ?"
                        + " RETURNING id) INSERT INTO renewed_refresh_token (token_hash, session_id) SELECT ?, id FROM renewed",
                hash(given),
                hash(given))) {
            revoked = supplyAsync(() -> revoke(given));
            awaitWaiting(1);
            renewing.commit();
        }

        revoked.join().then().statusCode(204);
        assertEquals(
                List.of(0L),
                Seed.query(
                        Long.class,
                        "SELECT count(*) FROM refresh_token WHERE id = ?::uuid",
                        session.getString("refresh_token_id")));
    }

    private static void awaitWaiting(long count) {
        Eventually.within(Duration.ofSeconds(20), "they wait", () -> Seed.query(Long.class, WAITING)
                .get(0)
                .equals(count));
    }

    @Test
    void endsTheSessionOnRequest() {
        String first = logIn().getString("refresh_token");
        String other = logIn().getString("refresh_token");
        String second = renewed(first);

        revoke(second).then().statusCode(204);
        revoke(second).then().statusCode(204);
        revoke("never given").then().statusCode(204);

        refresh(second, Map.of()).then().statusCode(401);
        refresh(other, Map.of()).then().statusCode(200);
        revoke(renewedAndLost(other)).then().statusCode(204);
        assertEquals(
                List.of(0L),
                Seed.query(Long.class, "SELECT count(*) FROM renewed_refresh_token WHERE token_hash = ?", hash(other)));
    }

    // Whoever has an earlier token only may end the session as well.
    private static String renewedAndLost(String token) {
        renewed(token);
        return token;
    }

    private static Response revoke(String token) {
        return post(
                "/api/v1/auth/revoke",
                new JsonObject().put("refresh_token", token).encode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"refresh_token\":\"\"}", "{\"refresh_token\":7.5e", "[]", "null"})
    void refusesBodiesThatNameNoSession(String body) {
        post("/api/v1/auth/revoke", body).then().statusCode(400);
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "' OR 1=1 --", "\uD83D\uDD11"})
    void refusesRefreshTokensThatItDidNotGive(String token) {
        refresh(token, Map.of()).then().statusCode(401).body("message", startsWith("refresh_token: "));
    }

    @Test
    void doesNotTakeATokenForARefreshTokenOrTheOtherWayRound() {
        JsonPath session = logIn();

        refresh(session.getString("jwt"), Map.of()).then().statusCode(401);
        RestAssured.given()
                .auth()
                .oauth2(session.getString("refresh_token"))
                .get("/api/v1/cckm/azure/vaults")
                .then()
                .statusCode(401);
    }

    @Test
    void storesOnlyTheHashOfARefreshToken() throws GeneralSecurityException {
        JsonPath session = logIn();
        String token = session.getString("refresh_token");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));

        List<String> rows = Seed.query(
                String.class,
                "SELECT t::text FROM refresh_token t WHERE id = ?::uuid AND token_hash = decode(?, 'hex')",
                session.getString("refresh_token_id"),
                HexFormat.of().formatHex(hash));

        assertEquals(1, rows.size());
        assertTrue(!rows.get(0).contains(token));
    }

    @Test
    void letsARefreshTokenGoAtTheEndOfItsLife() {
        JsonPath session = logIn(credentials().put("refresh_token_lifetime", 1));
        String id = session.getString("refresh_token_id");
        assertEquals(List.of(60L), seconds("expires_at - created_at", id));

        Seed.update("UPDATE refresh_token SET expires_at = now(), valid_until = now() WHERE id = ?::uuid", id);

        refresh(session.getString("refresh_token"), Map.of()).then().statusCode(401);
    }

    @Test
    void letsARefreshTokenGoThatLayUnused() {
        JsonPath session = logIn(credentials().put("refresh_token_revoke_unused_in", 5));
        String id = session.getString("refresh_token_id");
        assertEquals(List.of(300L), seconds("valid_until - created_at", id));
        Seed.update("UPDATE refresh_token SET valid_until = now() + interval '1 minute' WHERE id = ?::uuid", id);

        refresh(session.getString("refresh_token"), Map.of()).then().statusCode(200);

        assertTrue(seconds("valid_until - created_at", id).get(0) >= 300, "use puts the end off");
        Seed.update("UPDATE refresh_token SET valid_until = now() WHERE id = ?::uuid", id);
        refresh(session.getString("refresh_token"), Map.of()).then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void keepsARefreshTokenADayAtTheMost(int minutes) {
        JsonPath session = logIn(
                credentials().put("refresh_token_lifetime", minutes).put("refresh_token_revoke_unused_in", minutes));

        assertEquals(List.of(86_400L), seconds("expires_at - created_at", session.getString("refresh_token_id")));
        assertEquals(List.of(86_400L), seconds("valid_until - created_at", session.getString("refresh_token_id")));
    }

    private static List<Long> seconds(String interval, String id) {
        return Seed.query(
                Long.class,
                "SELECT extract(epoch FROM " + interval + ")::bigint FROM refresh_token WHERE id = ?::uuid",
                id);
    }
}

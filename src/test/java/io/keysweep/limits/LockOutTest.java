package io.keysweep.limits;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guessing passwords takes longer and longer. */
@QuarkusTest
@WithTestResource(TightLimits.class)
class LockOutTest {

    private static final int FREE = 3;
    private static final int FREE_OF_ADDRESS = 8;
    private static final String WRONG = "wrong";

    @BeforeEach
    void forget() {
        Seed.update("DELETE FROM login_attempt");
    }

    private static Response logIn(String username, String password) {
        JsonObject body = new JsonObject().put("username", username).put("password", password);
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .body(body.encode())
                .post("/api/v1/auth/tokens");
    }

    private static void fail(String username, int times) {
        for (int i = 0; i < times; i++) {
            logIn(username, WRONG).then().statusCode(401).body("message", equalTo("Wrong username or password."));
        }
    }

    private static int heldUp(Response answer) {
        answer.then().statusCode(429).body("code", equalTo(18));
        return Integer.parseInt(answer.header("Retry-After"));
    }

    // What is told of a user that there is not tells it not apart from one that there is.
    @ParameterizedTest
    @ValueSource(strings = {"admin", "nobody"})
    void holdsUpGuessesOfAUser(String username) {
        fail(username, FREE);
        setBlocked(username, 3_600);

        assertThat(heldUp(logIn(username, WRONG)), greaterThan(3_500));
        assertThat(heldUp(logIn(username, TestEnvironment.ADMIN_PASSWORD)), greaterThan(3_500));
        fail("another", 1);
    }

    // As another replica would have it: the count is in the database.
    private static void setBlocked(String username, int seconds) {
        assertEquals(
                1,
                Seed.update(
                        "UPDATE login_attempt SET blocked_until = now() + make_interval(secs => ?) WHERE who = ?",
                        seconds,
                        who(username)));
    }

    private static String who(String username) {
        try {
            return "user:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(username.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void makesEachWaitTwiceTheOneBefore() {
        List<Integer> waits = new ArrayList<>();
        fail("somebody", FREE);
        for (int i = 0; i < 4; i++) {
            waits.add(waitOf("somebody"));
            Seed.update("UPDATE login_attempt SET blocked_until = now() WHERE who = ?", who("somebody"));
            fail("somebody", 1);
        }

        assertEquals(List.of(1, 2, 4, 4), waits, "4 s is the maximum");
    }

    private static int waitOf(String username) {
        return Seed.query(
                        Integer.class,
                        "SELECT round(extract(epoch FROM blocked_until - (forget_at - interval '1 hour')))::integer"
                                + " FROM login_attempt WHERE who = ?",
                        who(username))
                .get(0);
    }

    @Test
    void forgetsFailuresOnceTheRightPasswordCame() {
        fail("admin", FREE - 1);
        logIn("admin", TestEnvironment.ADMIN_PASSWORD).then().statusCode(200);
        fail("admin", FREE - 1);
        logIn("admin", TestEnvironment.ADMIN_PASSWORD).then().statusCode(200);
        fail("admin", FREE);

        // Asked of the database: calls would use up what the address has, which the next test needs.
        Eventually.within(Duration.ofSeconds(30), "the wait is over", () -> Seed.query(
                        Integer.class, "SELECT 1 FROM login_attempt WHERE blocked_until > now()")
                .isEmpty());
        logIn("admin", TestEnvironment.ADMIN_PASSWORD).then().statusCode(200);
    }

    @Test
    void holdsUpGuessesFromAnAddressWhoeverTheUser() {
        for (int i = 0; i < FREE_OF_ADDRESS; i++) {
            fail("user-" + i, 1);
        }
        Seed.update("UPDATE login_attempt SET blocked_until = now() + interval '1 hour' WHERE who LIKE 'address:%'");

        assertThat(heldUp(logIn("user-x", WRONG)), greaterThan(3_500));
        assertEquals(List.of(), Seed.query(String.class, "SELECT who FROM login_attempt WHERE who = ?", who("user-x")));
    }

    @Test
    void countsGuessesThatAreUnderWay() {
        String username = "p-" + UUID.randomUUID();
        List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Boolean>> guesses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            guesses.add(CompletableFuture.supplyAsync(
                    () -> statuses.add(logIn(username, WRONG).statusCode())));
        }
        guesses.forEach(CompletableFuture::join);

        assertThat(Collections.frequency(statuses, 401), greaterThanOrEqualTo(1));
        // The free ones, and what the first waits let through.
        assertThat(Collections.frequency(statuses, 401), lessThanOrEqualTo(FREE + 3));
        assertEquals(20, Collections.frequency(statuses, 401) + Collections.frequency(statuses, 429));
    }

    @Test
    void keepsNoNames() {
        fail("a password typed too early", 1);

        List<String> rows = Seed.query(String.class, "SELECT a::text FROM login_attempt a");
        assertEquals(2, rows.size());
        assertFalse(rows.toString().contains("typed"), rows::toString);
    }
}

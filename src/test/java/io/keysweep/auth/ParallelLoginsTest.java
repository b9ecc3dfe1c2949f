package io.keysweep.auth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logins at the same time are counted once each, and none is refused for the order in which the database gets to them. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ParallelLoginsTest {

    private static final String OF_ADDRESS = "SELECT failures FROM login_attempt WHERE who = 'address:127.0.0.1'";

    private final String username = "p-" + UUID.randomUUID();

    @BeforeEach
    @AfterEach
    void forget() {
        Seed.update("DELETE FROM login_attempt");
    }

    private static Response logIn(String username) {
        return Login.post(
                Login.TOKENS,
                new JsonObject()
                        .put("username", username)
                        .put("password", "wrong")
                        .encode());
    }

    @Test
    void oneThatBeganBeforeTheLastIsTakenWithinTheFreeOnes() throws SQLException {
        logIn(username).then().statusCode(401);
        try (Connection earlier = Seed.begin("SELECT now()");
                Statement statement = earlier.createStatement()) {
            logIn(username).then().statusCode(401);

            statement.execute("PREPARE attempt (text[], integer[], double precision, double precision) AS "
                    + LoginAttemptRepository.BEGIN);
            try (ResultSet row =
                    statement.executeQuery("EXECUTE attempt ('{user:x,address:127.0.0.1}', '{5,50}', 60, 3600)")) {
                assertTrue(row.next());
                assertNull(row.getObject("wait"));
                assertEquals(2, ((Object[]) row.getArray("counted").getArray()).length);
            }
        }
    }

    @Test
    void oneThatIsRefusedAtTheLastMomentLeavesNoCount() throws SQLException {
        logIn(username).then().statusCode(401);
        assertThat(Seed.query(Integer.class, OF_ADDRESS), equalTo(List.of(1)));
        CompletableFuture<Response> late;
        try (Connection other =
                Seed.begin("UPDATE login_attempt SET blocked_until = clock_timestamp() + interval '1 hour'"
                        + " WHERE who LIKE 'user:%'")) {
            late = CompletableFuture.supplyAsync(() -> logIn(username));
            Eventually.within(Duration.ofSeconds(30), "the login waits for the row", ParallelLoginsTest::somebodyWaits);
            other.commit();
        }

        late.join().then().statusCode(429);
        assertThat(Seed.query(Integer.class, OF_ADDRESS), equalTo(List.of(1)));
    }

    private static boolean somebodyWaits() {
        return Seed.query(
                                Long.class,
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%login_attempt%'")
                        .get(0)
                > 0;
    }
}

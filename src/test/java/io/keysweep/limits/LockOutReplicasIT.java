package io.keysweep.limits;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.support.Eventually;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.TestEnvironment;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes on one database: whoever is locked out at one of them is locked out at the other. */
@OwnProcesses
class LockOutReplicasIT {

    private static final String USER = "admin";
    private static final String WRONG = "wrong";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    // Seconds: long enough for the other process to be asked meanwhile.
    private static final int LONG = 8;

    private final TestEnvironment environment = new TestEnvironment();
    private ServiceProcess first;
    private ServiceProcess second;

    @BeforeEach
    void start() {
        Map<String, String> settings = new HashMap<>(environment.start());
        settings.put("keysweep.auth.local.lock-out.user-failures", "2");
        settings.put("keysweep.auth.local.password-iterations", "100000");
        first = ServiceProcess.start(settings);
        second = ServiceProcess.start(settings);
    }

    @AfterEach
    void stop() {
        for (ServiceProcess replica : new ServiceProcess[] {first, second}) {
            if (replica != null) {
                replica.close();
            }
        }
        environment.stop();
    }

    private static Response logIn(ServiceProcess replica, String username, String password) {
        return RestAssured.given()
                .baseUri(replica.baseUri())
                .port(replica.port())
                .contentType(ContentType.JSON)
                .body(new JsonObject()
                        .put("username", username)
                        .put("password", password)
                        .encode())
                .post("/api/v1/auth/tokens");
    }

    private static int wait(Response answer) {
        return answer.statusCode() == 429 ? Integer.parseInt(answer.header("Retry-After")) : 0;
    }

    @Test
    void aUserIsLockedOutEverywhere() {
        assertEquals(200, logIn(second, USER, TestEnvironment.ADMIN_PASSWORD).statusCode());
        Eventually.within(PATIENCE, "the wait is long", () -> wait(logIn(first, USER, WRONG)) >= LONG);

        assertThat(wait(logIn(second, USER, TestEnvironment.ADMIN_PASSWORD)), greaterThanOrEqualTo(LONG / 2));
        assertThat(wait(logIn(second, USER, WRONG)), greaterThanOrEqualTo(LONG / 2));
        assertEquals(401, logIn(second, "another", WRONG).statusCode());
    }
}

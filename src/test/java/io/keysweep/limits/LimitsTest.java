package io.keysweep.limits;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.LockedRow;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to callers who ask for more than their share. */
@QuarkusTest
@WithTestResource(TightLimits.class)
class LimitsTest {

    private static final String SELF = "/api/v1/auth/self/user";
    private static final int MANY = 2_000;
    private static final int MORE_THAN_AT_ONCE = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String account = Seed.account();

    private static Response until429(Supplier<Response> call) {
        for (int i = 0; i < MANY; i++) {
            Response answer = call.get();
            if (answer.statusCode() == 429) {
                return answer;
            }
        }
        throw new AssertionError("none of " + MANY + " requests was refused");
    }

    private static void assertRefused(Response answer, String message) {
        answer.then()
                .statusCode(429)
                .contentType(ContentType.JSON)
                .body("code", is(18))
                .body("codeDesc", startsWith("NCERRTooManyRequests"))
                .body("message", containsString(message));
        assertThat(Integer.parseInt(answer.header("Retry-After")), greaterThanOrEqualTo(1));
    }

    @Test
    void holdsACallerToItsRateAndNobodyElse() {
        Response refused = until429(() -> Callers.user(account, "local|busy").get(SELF));

        assertRefused(refused, "a caller may send 2 a second");
        Callers.user(account, "local|other").get(SELF).then().statusCode(200);
        Callers.user(Seed.account(), "local|busy").get(SELF).then().statusCode(200);
        Eventually.within(
                PATIENCE,
                "the caller may go on",
                () -> Callers.user(account, "local|busy").get(SELF).statusCode() == 200);
    }

    @Test
    void holdsAnAccountToItsRateHoweverManyItsCallers() {
        AtomicInteger caller = new AtomicInteger();
        Response refused = until429(
                () -> Callers.user(account, "local|" + caller.incrementAndGet()).get(SELF));

        assertRefused(refused, "an account may send 2 a second");
        assertTrue(caller.get() > 200, () -> "after " + caller.get());
        Callers.user(Seed.account(), "local|1").get(SELF).then().statusCode(200);
    }

    @Test
    void holdsAnAddressToItsRateOfCallsWithoutAToken() {
        assertRefused(until429(() -> RestAssured.get("/api/v1/auth/jwks.json")), "an address may send 20 a second");
        assertRefused(until429(() -> RestAssured.get(BulkJobs.PATH)), "without a token");
        assertRefused(until429(() -> RestAssured.get("/api/nothing/here")), "without a token");
        String anything = "x.y.z";
        assertRefused(
                until429(() -> RestAssured.given().auth().oauth2(anything).get("/api/v1/auth/jwks.json")),
                "without a token");
        Callers.user(account, "local|ann").get(SELF).then().statusCode(200);
        RestAssured.given().auth().oauth2(anything).get(SELF).then().statusCode(401);
        RestAssured.get("/q/health/live").then().statusCode(200);
    }

    // However the path is written: it leads nowhere, or is counted.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/auth;x/tokens",
                "/api/v1;a=b/auth/tokens",
                "/api;x/v1/auth/tokens",
                "/api/v1/auth/tokens;/self/",
                "/api/v1/auth%3Bx/tokens",
                "/api/v1/auth/tokens%3b",
                "/api/v1//auth/tokens",
                "//api/v1/auth///tokens",
                "/api/v1/./auth/tokens",
                "/api/v1/auth/self/../tokens",
                "/api/v1/auth/self/%2e%2E/tokens",
                "/api/v1/%61uth/tokens",
                "/%61pi/v1/auth/tokens",
                "/api/v1/auth%2Ftokens",
                "/api/v1/auth/self%2F../tokens",
                "/api/v1/AUTH/tokens",
                "/api/v1/auth/tokens/",
                "/api/v1/auth/tokens/self/"
            })
    void noWayOfWritingThePathOfALoginPassesByItsRate(String path) throws IOException {
        String login = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer x\r\nContent-Length: 2\r\n";
        String answers;
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String all = (login + "\r\n{}").repeat(MORE_THAN_AT_ONCE) + login + "Connection: close\r\n\r\n{}";
            socket.getOutputStream().write(all.getBytes(US_ASCII));
            answers = new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }

        boolean nowhere = answers.startsWith("HTTP/1.1 404") || answers.contains("path: must not contain ;");
        assertTrue(nowhere || answers.contains("HTTP/1.1 429"), path);
    }

    private BulkJobs jobs() {
        return new BulkJobs(() -> Callers.admin(account));
    }

    private LockedRow stuck(UUID vault) {
        UUID key = Seed.key(vault, "k");
        Instant now = Instant.now();
        return LockedRow.backup(
                Seed.backups(key, 1, now.minusSeconds(60), now, 10).get(0));
    }

    @Test
    void acceptsNoMoreThanTheLimitOfJobsThoughAllComeAtOnce() {
        UUID vault = Seed.vault(account, "v");
        List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
        List<Response> refused = Collections.synchronizedList(new ArrayList<>());
        try (LockedRow stuck = stuck(vault)) {
            ExecutorService clients = Executors.newFixedThreadPool(12);
            List<CompletableFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                calls.add(CompletableFuture.runAsync(
                        () -> {
                            Response answer = jobs().post(BulkJobs.body("vault_id", vault));
                            statuses.add(answer.statusCode());
                            if (answer.statusCode() == 429) {
                                refused.add(answer);
                            }
                        },
                        clients));
            }
            calls.forEach(CompletableFuture::join);
            clients.shutdown();
            assertEquals(3, Collections.frequency(statuses, 201), statuses::toString);
            assertEquals(21, refused.size(), statuses::toString);
            refused.forEach(answer -> assertRefused(answer, "the account has 3 unfinished jobs"));
            new BulkJobs(() -> Callers.admin(Seed.account()))
                    .post(BulkJobs.body("vault_id", vault))
                    .then()
                    .statusCode(404);
            assertRefusesAllKinds(vault);
            assertReplaysThough(vault);
            assertCountsJobsBeyondALimitThatWasLowered(vault);
            assertCountsJobsOfAReplicaOfAnOlderVersion(vault);
        }
        awaitRoom(vault);
    }

    private void assertCountsJobsBeyondALimitThatWasLowered(UUID vault) {
        Seed.update("UPDATE bulk_job SET place = place + 10 WHERE account = ? AND completed_at IS NULL", account);
        assertRefused(once(vault, "key-3"), "the account has 3 unfinished jobs");
    }

    private void assertCountsJobsOfAReplicaOfAnOlderVersion(UUID vault) {
        Seed.update("UPDATE bulk_job SET place = NULL WHERE account = ? AND completed_at IS NULL", account);
        assertRefused(once(vault, "key-3"), "the account has 3 unfinished jobs");
    }

    // Who accepts draws places until one is free, and may draw this one.
    @Test
    void aPlaceThatSomebodyDrewInVainIsThereForTheNextWhenItsJobHasEnded() throws SQLException {
        UUID vault = Seed.vault(account, "v");
        try (LockedRow stuck = stuck(vault)) {
            String first = jobs().start("vault_id", vault);
            jobs().start("vault_id", vault);
            jobs().start("vault_id", vault);
            try (Connection other =
                    Seed.begin("SELECT keysweep_take_place(?, n) FROM generate_series(1, 3) n", account)) {
                end(first);
                once(vault, "key-1").then().statusCode(201);
            }
        }
        awaitRoom(vault);
    }

    private void end(String job) {
        jobs().cancel(job).then().statusCode(200);
        jobs().awaitEnd(job);
    }

    @Test
    void whoAcceptsDoesNotWaitForAnotherWhoHasNotCommittedYetNorTakesHisPlace() throws SQLException {
        UUID vault = Seed.vault(account, "v");
        try (LockedRow stuck = stuck(vault)) {
            try (Connection other = Seed.begin("SELECT keysweep_job_place(?, 3)", account)) {
                jobs().start("vault_id", vault);
                jobs().start("vault_id", vault);
                assertRefused(once(vault, "key-1"), "the account has 3 unfinished jobs");
            }
            once(vault, "key-1").then().statusCode(201);
        }
        awaitRoom(vault);
    }

    // A replay is no job; and what was refused has not used its key up.
    private void assertReplaysThough(UUID vault) {
        String accepted = Seed.query(UUID.class, "SELECT id FROM bulk_job WHERE account = ? LIMIT 1", account)
                .get(0)
                .toString();
        end(accepted);
        Response first = once(vault, "key-1");
        first.then().statusCode(201);
        once(vault, "key-1").then().statusCode(first.statusCode()).body("id", equalTo(first.path("id")));
        assertRefused(once(vault, "key-2"), "unfinished jobs");
    }

    private Response once(UUID vault, String key) {
        return jobs().request()
                .header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(BulkJobs.body("vault_id", vault))
                .post(BulkJobs.PATH);
    }

    private void awaitRoom(UUID vault) {
        Eventually.within(
                PATIENCE,
                "there is room again, and the refused key is free",
                () -> once(vault, "key-2").statusCode() == 201);
    }

    private void assertRefusesAllKinds(UUID vault) {
        RequestSpecification admin = Callers.admin(account);
        Response synchronization = admin.contentType(ContentType.JSON)
                .body(Map.of("key_vaults", List.of(vault.toString())))
                .post("/api/v1/cckm/azure/synchronization-jobs");
        assertRefused(synchronization, "unfinished jobs");
        Schedules schedules = new Schedules(() -> Callers.admin(account));
        String config = schedules.make(
                Schedules.hourly("cckm_delete_key_backups", Map.of("vault_id", vault.toString(), "older_than", "P1D")));
        assertRefused(schedules.request().post(Schedules.CONFIGS + "/" + config + "/run-now"), "unfinished jobs");
        Schedules.dueSince(config, 1);
        Eventually.within(
                PATIENCE, "the run is on record", () -> schedules.runs(config).getInt("total") == 1);
        JsonPath run = schedules.runs(config);
        assertEquals("failed", run.getString("resources[0].overall_status"));
        assertThat(run.getString("resources[0].error"), containsString("3 unfinished jobs"));
    }
}

package io.keysweep.account;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests of one account that the database is slow with take no connection from others'. */
@QuarkusTest
@WithTestResource(ShortWaits.class)
class ConnectionSharesTest {

    private static final int POOL = 20;
    private static final int SHARE = 5;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String VAULTS = "/api/v1/cckm/azure/vaults";

    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'keysweep_app' AND wait_event_type = 'Lock'";

    private final ExecutorService clients = Executors.newFixedThreadPool(2 * POOL);

    @AfterEach
    void stopClients() {
        clients.shutdownNow();
    }

    @Test
    void anAccountThatIsSlowLeavesTheOthersAlone() throws SQLException {
        String slow = Seed.account();
        UUID vault = Seed.vault(slow, "payments");
        String other = Seed.account();
        Seed.vault(other, "payments");
        List<CompletableFuture<Response>> changes = new ArrayList<>();

        try (Connection holder = Seed.begin("SELECT FROM vault WHERE id = ? FOR UPDATE", vault)) {
            for (int i = 0; i < 2 * POOL; i++) {
                changes.add(CompletableFuture.supplyAsync(() -> limit(slow, vault), clients));
            }
            Eventually.within(SOON, "its share is used up", () -> waiting() == SHARE);
            for (int i = 0; i < POOL; i++) {
                Callers.admin(other).get(VAULTS).then().statusCode(200).body("total", equalTo(1));
            }
            Response refused = (Response) CompletableFuture.anyOf(changes.toArray(CompletableFuture[]::new))
                    .join();
            assertThat(refused.statusCode(), equalTo(503));
            assertThat(refused.header("Retry-After"), notNullValue());
            assertThat(refused.jsonPath().getString("message"), containsString("connection"));
            assertThat("no more than its share", waiting(), equalTo((long) SHARE));
            holder.rollback();
        }

        List<Integer> statuses =
                changes.stream().map(change -> change.join().statusCode()).toList();
        assertThat(statuses.stream().filter(status -> status == 200).count(), equalTo((long) SHARE));
        Callers.admin(slow).get(VAULTS).then().statusCode(200);
    }

    // Reads by Hibernate too, whose session belongs to the request that waited and not to the one that made room.
    @Test
    void whoWaitsIsServedWhenThereIsRoom() throws SQLException {
        String slow = Seed.account();
        UUID vault = Seed.vault(slow, "payments");
        String other = Seed.account();
        List<CompletableFuture<Response>> calls = new ArrayList<>();

        try (Connection holder = Seed.begin("SELECT FROM vault WHERE id = ? FOR UPDATE", vault)) {
            for (int i = 0; i < SHARE; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> limit(slow, vault), clients));
            }
            Eventually.within(SOON, "its share is used up", () -> waiting() == SHARE);
            for (int i = 0; i < POOL; i++) {
                calls.add(
                        CompletableFuture.supplyAsync(() -> Callers.admin(slow).get(VAULTS), clients));
            }
            for (int i = 0; i < POOL; i++) {
                Callers.admin(other).get(VAULTS).then().statusCode(200).body("total", equalTo(0));
            }
            holder.rollback();
        }

        for (CompletableFuture<Response> call : calls) {
            assertThat(call.join().asString(), call.join().statusCode(), equalTo(200));
        }
    }

    private static long waiting() {
        return Seed.query(Long.class, WAITING).get(0);
    }

    private static Response limit(String account, UUID vault) {
        return Callers.admin(account)
                .contentType("application/json")
                .body(Map.of("cloud_key_backup_limit", 7))
                .patch(VAULTS + "/" + vault);
    }
}

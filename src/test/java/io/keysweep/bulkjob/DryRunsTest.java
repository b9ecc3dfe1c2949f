package io.keysweep.bulkjob;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Dry runs that the database takes long for keep a few connections, and those for a while. */
@QuarkusTest
@WithTestResource(FewDryRuns.class)
class DryRunsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String UNDER_WAY =
            "SELECT query FROM pg_stat_activity WHERE usename = 'keysweep_app' AND state = 'active' AND query LIKE '%slice%'";

    private final String account = Seed.account();

    private static Response dryRun(String account) {
        UUID vault = Seed.query(UUID.class, "SELECT id FROM vault WHERE account = ?", account)
                .get(0);
        Map<String, Object> body = BulkJobs.body("vault_id", vault);
        body.put("dry_run", true);
        return new BulkJobs(() -> Callers.admin(account)).post(body);
    }

    private static String accountWithVault() {
        String account = Seed.account();
        Seed.vault(account, "payments");
        return account;
    }

    private static CompletableFuture<Response> begin(String account, long underWay) {
        CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> dryRun(account));
        Eventually.within(
                SOON,
                "it is under way",
                () -> Seed.query(String.class, UNDER_WAY).size() == underWay);
        return answer;
    }

    @Test
    void areFewAndEndedAndLeaveNothingBehind() throws SQLException {
        Seed.vault(account, "payments");
        String second = accountWithVault();
        String third = accountWithVault();
        CompletableFuture<Response> answer;
        try (Connection held = Seed.begin("LOCK TABLE key_backup IN ACCESS EXCLUSIVE MODE")) {
            answer = begin(account, 1);
            refused(account, "dry_run: one of the account is being counted already");
            CompletableFuture<Response> other = begin(second, 2);
            refused(third, "dry_run: 2 are being counted already");

            answer.join()
                    .then()
                    .statusCode(503)
                    .header("Retry-After", equalTo("1"))
                    .body("message", containsString("the database needs too long for this"));
            other.join().then().statusCode(503);
            assertThat(Seed.query(String.class, UNDER_WAY), empty());
            held.rollback();
        }

        assertThat(dryRun(account).statusCode(), is(200));
        assertThat(dryRun(third).statusCode(), is(200));
    }

    private static void refused(String account, String message) {
        dryRun(account)
                .then()
                .statusCode(429)
                .header("Retry-After", equalTo("5"))
                .body("message", containsString(message));
    }
}

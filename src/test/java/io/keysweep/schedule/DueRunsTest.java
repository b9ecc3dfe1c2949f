package io.keysweep.schedule;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Schedules that cannot be fired, as of a version that is newer than this one, and those behind them. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class DueRunsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    ScheduleConfig config;

    @Inject
    DueRuns dueRuns;

    private final String account = Seed.account();
    private final Schedules schedules = new Schedules(() -> Callers.admin(account));

    @AfterEach
    void forget() {
        Seed.update("DELETE FROM job_config WHERE account = ?", account);
    }

    private String schedule() {
        UUID vault = Seed.vault(account, "payments-" + UUID.randomUUID());
        return schedules.make(Schedules.hourly(
                "cckm_delete_key_backups", Map.of("vault_id", vault.toString(), "older_than", "P90D")));
    }

    // More than a look takes, and all of them due for longer than the one that can be fired.
    private void dueForLonger(String config, int count, String run, String parameters) {
        Seed.update(
                "INSERT INTO job_config (id, account, name, operation, run_at, parameters, created_by, next_run_at)"
                        + " SELECT gen_random_uuid(), account, 'broken-' || n || ?::text, operation, ?, coalesce(?::jsonb, parameters),"
                        + " created_by,"
                        + " now() - interval '1 day' FROM job_config, generate_series(1, ?::integer) n WHERE id = ?::uuid",
                run,
                run,
                parameters,
                count,
                config);
    }

    private void isFiredAllTheSame(String fine) {
        Schedules.dueSince(fine, 2);
        Eventually.within(SOON, "the schedule behind them is fired", () -> runsOf(fine) == 1);
        assertThat(
                "the others stay due",
                Seed.query(
                        Boolean.class,
                        "SELECT bool_and(next_run_at < now()) FROM job_config WHERE account = ? AND name LIKE 'broken%'",
                        account),
                is(List.of(true)));
    }

    private static long runsOf(String config) {
        return Seed.query(Long.class, "SELECT count(*) FROM job_run WHERE config_id = ?::uuid", config)
                .get(0);
    }

    @Test
    void allThatAreDueAtOnceAreMadeByOneLook() throws Throwable {
        String first = schedule();
        int many = 2 * config.runsPerLook();
        Seed.update(
                "INSERT INTO job_config (id, account, name, operation, run_at, parameters, created_by, next_run_at)"
                        + " SELECT gen_random_uuid(), account, 'many-' || n, operation, run_at, parameters, created_by,"
                        + " now() - interval '1 minute' FROM job_config, generate_series(1, ?::integer) n WHERE id = ?::uuid",
                many,
                first);

        VertxContextSupport.subscribeAndAwait(dueRuns::look);

        assertThat(Seed.query(Long.class, "SELECT count(*) FROM job_run WHERE account = ?", account), is(List.of((long)
                many)));
    }

    @Test
    void thoseThatCannotBeReadKeepNoOtherBack() {
        String fine = schedule();
        dueForLonger(fine, config.runsPerLook() + 10, "0 * * * *", "{\"keys\":{\"of\":\"a later version\"}}");

        isFiredAllTheSame(fine);
    }

    @Test
    void thoseWhoseTimesCannotBeReadKeepNoOtherBack() {
        String fine = schedule();
        dueForLonger(fine, config.runsPerLook() + 10, "@fortnightly", null);

        isFiredAllTheSame(fine);
    }
}

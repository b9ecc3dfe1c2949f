package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.ops.BacklogRepository.Backlog;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.LockedRow;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an operator can be woken by: jobs that wait, runs that are late, a chain that nobody signs, and how jobs ended. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BacklogTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final String ENDED =
            "keysweep_jobs_ended_total\\{operation=\"delete-key-backups\",state=\"%s\"\\} ([0-9.]+)";

    @Inject
    BacklogRepository repository;

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final List<UUID> backups = Seed.backups(key, 30, FROM, FROM.plusSeconds(3_600), 20);

    private Backlog look() throws Throwable {
        return VertxContextSupport.subscribeAndAwait(repository::look);
    }

    private static String metrics() {
        return RestAssured.given().get("/q/metrics").asString();
    }

    private static double ended(String state) {
        Matcher found = Pattern.compile(ENDED.formatted(state)).matcher(metrics());
        assertThat("counted from the start: " + state, found.find(), is(true));
        return Double.parseDouble(found.group(1));
    }

    @Test
    void countsJobsThatHaveNotEndedAndTellsSinceWhenTheOldestWaits() throws Throwable {
        try (LockedRow row = LockedRow.backup(backups.get(0))) {
            String id = jobs.start("vault_id", vault);

            Backlog backlog = look();
            assertThat(backlog.unfinishedJobs(), greaterThanOrEqualTo(1L));
            assertThat(backlog.oldestJob(), greaterThan(0.0));
            jobs.cancel(id);
            jobs.awaitEnd(id);
        }
    }

    @Test
    void tellsHowLateARunIs() throws Throwable {
        Seed.update(
                "INSERT INTO job_config (id, account, name, operation, parameters, run_at, created_by, next_run_at)"
                        + " VALUES (gen_random_uuid(), ?, 'late', 'cckm_synchronization', '{}', 'of a newer version', 'test',"
                        + " now() - interval '2 hours')",
                account);
        try {
            assertThat(look().oldestDueRun(), greaterThanOrEqualTo(7_200.0));
        } finally {
            Seed.update("DELETE FROM job_config WHERE account = ?", account);
        }
    }

    @Test
    void tellsSinceWhenAChainIsNotSigned() throws Throwable {
        jobs.run("vault_id", vault);

        assertThat(look().oldestUnsignedRecord(), greaterThan(0.0));
    }

    @Test
    void countsWhatWasCancelledApart() {
        double cancelled = ended("cancelled");
        double completed = ended("completed");

        try (LockedRow row = LockedRow.backup(backups.get(0))) {
            String id = jobs.start("vault_id", vault);
            jobs.cancel(id);
            jobs.awaitEnd(id);
        }
        assertThat(ended("cancelled"), is(cancelled + 1));
        jobs.run("vault_id", vault);
        assertThat(ended("completed"), greaterThanOrEqualTo(completed + 1));
        assertThat(metrics(), containsString("keysweep_chunks_seconds_bucket{operation=\"delete-key-backups\""));
        assertThat(metrics(), containsString("keysweep_runs_overdue_seconds"));
    }
}

package io.keysweep.schedule;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which records of jobs are removed by themselves: old ones that are no evidence, of one account at a time. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class EndedJobsTest {

    private static final Duration AGE = Duration.ofDays(3_650);
    private static final int MOST = 100;

    @Inject
    EndedJobRepository jobs;

    @Inject
    EndedJobs ended;

    private final String account = Seed.account();

    // So long ago that no other test has older ones.
    private static UUID job(String account, String operation, int daysAgo) {
        UUID job = UUID.randomUUID();
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " state, fully_planned, completed_at, total, succeeded, failed, missing)"
                        + " VALUES (?, ?, ?, 'test', 'vault', ARRAY[gen_random_uuid()], '-infinity', now(), 'completed', true,"
                        + " now() - ?::integer * interval '1 day', 0, 0, 0, 0)",
                job,
                account,
                operation,
                daysAgo);
        return job;
    }

    private static UUID unfinished(String account) {
        UUID job = UUID.randomUUID();
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " created_at, state, fully_planned, lease_until)"
                        + " VALUES (?, ?, 'synchronize-keys', 'test', 'vault', ARRAY[gen_random_uuid()], '-infinity',"
                        + " '2001-01-01', '2001-01-01', 'sweeping', true, now() + interval '1 hour')",
                job,
                account);
        return job;
    }

    private List<UUID> removed() throws Throwable {
        return VertxContextSupport.subscribeAndAwait(() -> jobs.removeOlderThan(AGE, MOST));
    }

    private List<UUID> left() {
        return Seed.query(UUID.class, "SELECT id FROM bulk_job WHERE account = ?", account);
    }

    @Test
    void oldRecordsGoButForThoseOfDeletionsAndOfWhatHasNotEnded() throws Throwable {
        UUID sync = job(account, "synchronize-keys", 9_000);
        UUID rotation = job(account, "rotate-data-keys", 8_999);
        UUID backups = job(account, "back-up-keys", 8_998);
        UUID young = job(account, "synchronize-keys", 3_000);
        UUID deletion = job(account, "delete-key-backups", 9_000);
        UUID active = unfinished(account);

        assertThat(removed(), containsInAnyOrder(sync, rotation, backups));
        assertThat(left(), containsInAnyOrder(young, deletion, active));
        assertThat(
                Seed.query(String.class, "SELECT action FROM audit_record WHERE account = ?", account),
                hasItem("synchronization.deleted"));
    }

    private static UUID run(String account, UUID config, int daysAgo) {
        UUID run = UUID.randomUUID();
        Seed.update(
                "INSERT INTO job_run (id, account, config_id, operation, due_at, by_hand, error, created_at)"
                        + " SELECT ?, account, id, operation, t.at, false, 'no room', t.at"
                        + " FROM job_config, (SELECT now() - ?::integer * interval '1 day' AS at) t WHERE id = ?",
                run,
                daysAgo,
                config);
        return run;
    }

    @Test
    void oldRunsThatMadeNoJobGo() throws Throwable {
        UUID config = UUID.randomUUID();
        Seed.update(
                "INSERT INTO job_config (id, account, name, operation, run_at, parameters, created_by)"
                        + " VALUES (?, ?, 'nightly', 'cckm_key_backup', '0 2 * * *', '{}', 'test')",
                config,
                account);
        UUID old = run(account, config, 9_600);
        UUID young = run(account, config, 3_000);

        assertThat(VertxContextSupport.subscribeAndAwait(() -> jobs.removeRunsOlderThan(AGE, MOST)), contains(old));
        assertThat(Seed.query(UUID.class, "SELECT id FROM job_run WHERE account = ?", account), contains(young));
    }

    // More than one look of a minute took before, of several accounts.
    @Test
    void aLookRemovesAllThatIsOld() throws Throwable {
        String other = Seed.account();
        for (String owner : List.of(account, other)) {
            Seed.update(
                    "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after,"
                            + " selected_before, state, fully_planned, completed_at, total, succeeded, failed, missing)"
                            + " SELECT gen_random_uuid(), ?, 'back-up-keys', 'test', 'vault', ARRAY[gen_random_uuid()],"
                            + " '-infinity', now(), 'completed', true, now() - interval '37000 days', 0, 0, 0, 0"
                            + " FROM generate_series(1, 250)",
                    owner);
        }

        VertxContextSupport.subscribeAndAwait(ended::look);

        assertThat(
                Seed.query(Long.class, "SELECT count(*) FROM bulk_job WHERE account IN (?, ?)", account, other),
                contains(0L));
    }

    @Test
    void oneAccountIsLookedAfterAtATime() throws Throwable {
        String other = Seed.account();
        UUID first = job(account, "synchronize-keys", 9_500);
        UUID second = job(other, "synchronize-keys", 9_400);

        assertThat(removed(), contains(first));
        assertThat(removed(), contains(second));
        assertThat(left(), hasSize(0));
    }
}

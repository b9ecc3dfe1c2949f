package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.LockedRow;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What claims look at and what chunks renew: each condition of the engine's statements that no other test would miss. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class LeaseGuardsTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int EPOCH = 5;
    private static final int SLICES_PER_JOB = 8;
    private static final String OPERATION = "delete-key-backups";

    @Inject
    SweepTargets targets;

    @Inject
    JobRunner runner;

    @Inject
    JobEndRepository ends;

    @Inject
    SliceLeaseRepository slices;

    @Inject
    SweepMetrics metrics;

    @Inject
    SweepConfig config;

    @Inject
    Retry retry;

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final List<UUID> backups = Seed.backups(key, 20, FROM, FROM.plusSeconds(2_000), 50);
    private final UUID job = UUID.randomUUID();

    @AfterEach
    void removeJob() {
        Seed.update("DELETE FROM bulk_job WHERE id = ?", job);
    }

    private void seedJob(SliceKind kind) {
        SeededJob.insert(job, account, kind, kind == SliceKind.KEY_RANGE ? key : vault, vault, EPOCH);
    }

    private SliceLease slice(SliceKind kind) {
        return new SliceLease(job, OPERATION, 0, EPOCH, kind, 0);
    }

    private SweepTarget target() {
        return targets.of(OPERATION);
    }

    private Uni<Optional<SliceLease>> claim() {
        return slices.claim(UUID.randomUUID(), target().terms().lane());
    }

    // Jobs that other tests left behind may be claimed at any time.
    private Uni<Optional<SliceLease>> claimOfThisJob() {
        return claim().map(lease -> lease.filter(of -> of.jobId().equals(job)));
    }

    private static <T> T now(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }

    private static <T> T only(Class<T> type, String sql, Object... values) {
        return Seed.query(type, sql, values).get(0);
    }

    private void makeAllLeased(int count) {
        Seed.update(
                "UPDATE bulk_job_slice SET lease_owner = gen_random_uuid(), lease_until = now() + interval '1 hour'"
                        + " WHERE job_id = ? AND slice_no < ?",
                job,
                count);
    }

    private long claimed() {
        return only(
                Long.class, "SELECT count(*) FROM bulk_job_slice WHERE job_id = ? AND epoch NOT IN (0, ?)", job, EPOCH);
    }

    @ParameterizedTest
    @EnumSource(SliceKind.class)
    void aChunkRenewsTheLeaseAndTheRetryBudget(SliceKind kind) {
        seedJob(kind);
        Seed.update("UPDATE bulk_job_slice SET failures = 7 WHERE job_id = ?", job);

        assertThat(now(target().sweepNext(slice(kind), 5)), equalTo(new ChunkResult.Swept(5, 0, 0, false)));

        // The lease of tests is 2 s; the one that was seeded lasts an hour.
        assertThat(
                Seed.query(
                        Boolean.class,
                        "SELECT lease_until BETWEEN now() - interval '20 s' AND now() + interval '20 s' AND failures = 0"
                                + " FROM bulk_job_slice WHERE job_id = ?",
                        job),
                contains(true));
    }

    // Of a replica that froze between two statements the server must take the lock away.
    @ParameterizedTest
    @EnumSource(SliceKind.class)
    void aChunkDoesNotLockItsSliceForEver(SliceKind kind) {
        seedJob(kind);
        Seed.update(
                """
                CREATE FUNCTION refuse_endless_lock() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    IF current_setting('idle_in_transaction_session_timeout') = '0' THEN
                        RAISE EXCEPTION 'locked for as long as the session lasts';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER refuse_endless_lock BEFORE UPDATE ON bulk_job_slice
                    FOR EACH ROW EXECUTE FUNCTION refuse_endless_lock()""");
        try {
            assertThat(now(target().sweepNext(slice(kind), 5)), equalTo(new ChunkResult.Swept(5, 0, 0, false)));
        } finally {
            Seed.update("DROP TRIGGER refuse_endless_lock ON bulk_job_slice; DROP FUNCTION refuse_endless_lock()");
        }
    }

    @ParameterizedTest
    @EnumSource(SliceKind.class)
    void aChunkLeavesAloneWhatBearsAnotherAccount(SliceKind kind) {
        seedJob(kind);
        Seed.forge("UPDATE key_backup SET account = ? WHERE id = ?", Seed.account(), backups.get(3));

        ChunkResult.Swept swept = (ChunkResult.Swept) now(target().sweepNext(slice(kind), 20));

        assertThat(swept.succeeded(), is(19));
        assertThat(
                Seed.query(UUID.class, "SELECT id FROM key_backup WHERE vault_id = ?", vault),
                contains(backups.get(3)));
    }

    @ParameterizedTest
    @EnumSource(SliceKind.class)
    void nothingIsRecordedAsFailedAfterACancel(SliceKind kind) {
        seedJob(kind);
        Seed.update("UPDATE bulk_job SET abort = true WHERE id = ?", job);

        assertThat(now(target().skipNext(slice(kind), backups.get(0), "late")), equalTo(OptionalLong.empty()));
        assertThat(only(Long.class, "SELECT count(*) FROM bulk_job_outcome WHERE job_id = ?", job), is(0L));
    }

    @Test
    void aCancelledJobEndsAsCancelledThoughWhatItMetMeanwhileWouldHaveFailedIt() {
        seedJob(SliceKind.VAULT_RANGE);
        Seed.update("UPDATE bulk_job SET abort = true WHERE id = ?", job);

        now(runner.giveUp(slice(SliceKind.VAULT_RANGE), "nothing works"));

        assertThat(
                only(String.class, "SELECT concat_ws(' ', state, error) FROM bulk_job WHERE id = ?", job),
                is("completed"));
    }

    @Test
    void aSliceIsClaimedOnceItsLeaseHasRunOutAndNotBefore() {
        seedJob(SliceKind.VAULT_RANGE);

        assertThat(now(claimOfThisJob()).isPresent(), is(false));
        assertThat(claimed(), is(0L));
    }

    @Test
    void aSliceThatWasPutOffIsNotClaimedBeforeItsTime() {
        seedJob(SliceKind.VAULT_RANGE);
        Seed.update(
                "UPDATE bulk_job_slice SET lease_owner = NULL, lease_until = NULL, not_before = now() + interval '1 hour'"
                        + " WHERE job_id = ?",
                job);

        assertThat(now(claimOfThisJob()).isPresent(), is(false));
        assertThat(claimed(), is(0L));
    }

    @Test
    void noMoreSlicesOfAJobAreClaimedThanItsLimit() {
        seedJob(SliceKind.VAULT_RANGE);
        Seed.update("UPDATE bulk_job SET state = 'planning' WHERE id = ?", job);
        SeededJob.addFreeSlices(job, SLICES_PER_JOB + 2);
        makeAllLeased(SLICES_PER_JOB);
        Seed.update("UPDATE bulk_job SET state = 'sweeping' WHERE id = ?", job);

        assertThat(now(claimOfThisJob()).isPresent(), is(false));
        assertThat(claimed(), is(0L));
    }

    /** Whoever records an outcome refers to the job until the commit, which waits for the disk. */
    @Test
    void aSliceIsClaimedWhileAChunkOfItsJobIsBeingCommitted() throws Exception {
        seedJob(SliceKind.VAULT_RANGE);
        try (Connection chunk = recordsAnOutcome()) {
            SeededJob.addFreeSlices(job, 1);

            Eventually.within(
                    SOON,
                    "it is claimed, here or by the loop",
                    () -> now(claimOfThisJob()).isPresent() || claimed() > 0);
            chunk.rollback();
        }
    }

    @Test
    void aJobIsPlannedOnWhileAChunkOfItIsBeingCommitted() throws Exception {
        seedJobToPlan();
        try (Connection chunk = recordsAnOutcome()) {
            assertThat(
                    now(target().cutNext(new JobLease(job, OPERATION, EPOCH, JobLease.Stage.PLAN, 7)))
                            .slices(),
                    is(1));
            chunk.rollback();
        }
    }

    private Connection recordsAnOutcome() throws SQLException {
        return Seed.begin(
                "INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest)"
                        + " SELECT ?, 0, 0, 'held', ?, 1, ARRAY[id], sha256(uuid_send(id)) FROM gen_random_uuid() id",
                job,
                EPOCH);
    }

    @Test
    void aSliceThatGotOnIsGivenBackWithoutTheFailuresOfBefore() {
        seedJob(SliceKind.VAULT_RANGE);
        Seed.update("UPDATE bulk_job_slice SET failures = 1 WHERE job_id = ?", job);

        now(new SliceRunner(slices, targets, runner, metrics, config, retry, afterOneChunk())
                .run(new SliceLease(job, OPERATION, 0, EPOCH, SliceKind.VAULT_RANGE, 1)));

        assertThat(only(Integer.class, "SELECT chunks FROM bulk_job_slice WHERE job_id = ?", job), is(1));
        assertThat(only(Integer.class, "SELECT failures FROM bulk_job_slice WHERE job_id = ?", job), is(0));
    }

    private static Stopping afterOneChunk() {
        AtomicInteger looks = new AtomicInteger();
        return new Stopping() {
            @Override
            boolean requested() {
                return looks.getAndIncrement() > 0;
            }
        };
    }

    @Test
    void aJobThatWasCancelledWhenAllWasDoneSelectedWhatItDid() {
        seedJob(SliceKind.VAULT_RANGE);
        Seed.update(
                "UPDATE bulk_job_slice SET state = 'done', succeeded = 3, lease_owner = NULL, lease_until = NULL"
                        + " WHERE job_id = ?",
                job);
        Seed.update("UPDATE bulk_job SET abort = true WHERE id = ?", job);

        assertThat(now(ends.complete(new JobLease(job, OPERATION, EPOCH, JobLease.Stage.FINISH, 0))), is(true));

        assertThat(only(Long.class, "SELECT total FROM bulk_job WHERE id = ?", job), is(3L));
    }

    @Test
    void aLateHolderEndsNothingThoughAllSlicesAreDone() {
        seedJob(SliceKind.VAULT_RANGE);
        Seed.update(
                "UPDATE bulk_job_slice SET state = 'done', lease_owner = NULL, lease_until = NULL WHERE job_id = ?",
                job);

        assertThat(now(ends.complete(new JobLease(job, OPERATION, EPOCH - 1, JobLease.Stage.FINISH, 0))), is(false));
        assertThat(only(String.class, "SELECT state FROM bulk_job WHERE id = ?", job), equalTo("sweeping"));
        assertThat(now(ends.complete(new JobLease(job, OPERATION, EPOCH, JobLease.Stage.FINISH, 0))), is(true));
    }

    @Test
    void theVerifyPassLooksAtTheOldestOfTheTransactionsThatWereOpen() {
        seedJob(SliceKind.VAULT_RANGE);
        Seed.update(
                "UPDATE bulk_job_slice SET state = 'done', lease_owner = NULL, lease_until = NULL WHERE job_id = ?",
                job);
        // As if the transaction that brought the backups had been the oldest when the job was accepted.
        Seed.update(
                "UPDATE bulk_job SET first_xact = (SELECT min(inserted_xact) FROM key_backup WHERE vault_id = ?) WHERE id = ?",
                vault,
                job);

        assertThat(now(target().cutStragglers(new JobLease(job, OPERATION, EPOCH, JobLease.Stage.FINISH, 0))), is(20));
    }

    private void seedJobToPlan() {
        seedJob(SliceKind.VAULT_RANGE);
        Seed.update("DELETE FROM bulk_job_slice WHERE job_id = ?", job);
        Seed.update("UPDATE bulk_job SET fully_planned = false, slice_count = 0, failures = 7 WHERE id = ?", job);
        Seed.backups(key, 60, FROM, FROM.plusSeconds(60), 50);
    }

    @Test
    void aCutRenewsTheLeaseAndTheRetryBudget() {
        seedJobToPlan();

        assertThat(
                now(target().cutNext(new JobLease(job, OPERATION, EPOCH, JobLease.Stage.PLAN, 7)))
                        .complete(),
                is(false));

        assertThat(
                Seed.query(
                        Boolean.class,
                        "SELECT lease_until < now() + interval '20 s' AND failures = 0 FROM bulk_job WHERE id = ?",
                        job),
                contains(true));
    }

    @Test
    void failuresOfPlanningAreCountedInARow() {
        seedJobToPlan();
        String name = "refuse_cut_" + job.toString().replace('-', '_');
        Seed.update(
                """
                CREATE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    RAISE EXCEPTION 'refused by a test' USING ERRCODE = '40001';
                END $$;
                CREATE TRIGGER %1$s BEFORE INSERT ON bulk_job_slice FOR EACH ROW
                    WHEN (NEW.job_id = '%2$s' AND NEW.slice_no = 1) EXECUTE FUNCTION %1$s()"""
                        .formatted(name, job));
        try {
            // The first cut passes, the second is refused.
            now(runner.run(new JobLease(job, OPERATION, EPOCH, JobLease.Stage.PLAN, 7), () -> {}));
        } finally {
            Seed.update("DROP TRIGGER " + name + " ON bulk_job_slice; DROP FUNCTION " + name);
        }

        assertThat(only(Integer.class, "SELECT slice_count FROM bulk_job WHERE id = ?", job), is(1));
        assertThat(only(Integer.class, "SELECT failures FROM bulk_job WHERE id = ?", job), is(1));
    }

    @Test
    void aChunkThatWaitedInVainIsTriedSmaller() {
        BulkJobs bulkJobs = new BulkJobs(() -> Callers.admin(account));
        // Chunks of tests have 10 backups.
        try (LockedRow row = LockedRow.backup(backups.get(5))) {
            String id = bulkJobs.start("vault_id", vault);

            bulkJobs.awaitSucceeded(id, 5);
        }
        Eventually.within(SOON, "the rest is deleted once the lock is gone", () -> Seed.query(
                        UUID.class, "SELECT id FROM key_backup WHERE vault_id = ?", vault)
                .isEmpty());
    }
}

package io.keysweep.sweep;

import io.keysweep.sweep.JobLease.Stage;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The engine's statements on jobs and slices: claim, give back, back off, conclude. Each one that changes work under way
 * names the epoch it believes in and reports how many rows it found. All comparisons of time are the database's own.
 */
@ApplicationScoped
class SweepRepository {

    private static final String CLAIM_TO_PLAN = claimJob(
            """
            SELECT id FROM bulk_job
            WHERE state IN ('planning', 'sweeping') AND NOT fully_planned AND NOT abort
              AND (lease_until IS NULL OR lease_until < now()) AND not_before <= now()
            ORDER BY created_at""");

    private static final String CLAIM_TO_STOP = claimJob(
            """
            SELECT id FROM bulk_job
            WHERE state IN ('planning', 'sweeping') AND abort
              AND (lease_until IS NULL OR lease_until < now()) AND not_before <= now()
            ORDER BY created_at""");

    private static final String SWEPT_OUT =
            """
            state = 'sweeping' AND fully_planned AND NOT abort
              AND (lease_until IS NULL OR lease_until < now()) AND not_before <= now()
              AND NOT EXISTS (SELECT FROM bulk_job_slice s WHERE s.job_id = j.id AND s.state = 'ready')""";

    private static final String CLAIM_TO_FINISH =
            claimJob("SELECT id FROM bulk_job j WHERE " + SWEPT_OUT + " ORDER BY last_claimed_at");

    private static final String CLAIM_TO_FINISH_ONE =
            claimJob("SELECT id FROM bulk_job j WHERE id = $2 AND " + SWEPT_OUT);

    // A lease that ran out was never given back: its holder died, which counts as a failure.
    private static String claimJob(String candidate) {
        return """
                UPDATE bulk_job
                SET epoch = epoch + 1, lease_until = now() + make_interval(secs => $1),
                    failures = failures + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END
                WHERE id = (%s LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING id, epoch, failures"""
                .formatted(candidate);
    }

    // The job's row lock makes claims of one job take turns, so that the next statement's count of live leases is
    // exact.
    private static final String TAKE_TURN =
            """
            UPDATE bulk_job SET last_claimed_at = clock_timestamp(), updated_at = clock_timestamp()
            WHERE id = (
                SELECT id FROM bulk_job j
                WHERE state = 'sweeping' AND NOT abort
                  AND EXISTS (SELECT FROM bulk_job_slice s
                              WHERE s.job_id = j.id AND s.state = 'ready' AND s.not_before <= now()
                                AND (s.lease_until IS NULL OR s.lease_until < now()))
                  AND (SELECT count(*) FROM bulk_job_slice s
                       WHERE s.job_id = j.id AND s.state = 'ready' AND s.lease_until >= now()) < $1
                ORDER BY last_claimed_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id""";

    private static final String CLAIM_SLICE =
            """
            UPDATE bulk_job_slice
            SET epoch = epoch + 1, lease_owner = $2, lease_until = now() + make_interval(secs => $3),
                failures = failures + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END
            WHERE job_id = $1 AND slice_no = (
                SELECT slice_no FROM bulk_job_slice
                WHERE job_id = $1 AND state = 'ready' AND not_before <= now()
                  AND (lease_until IS NULL OR lease_until < now())
                  AND (SELECT count(*) FROM bulk_job_slice
                       WHERE job_id = $1 AND state = 'ready' AND lease_until >= now()) < $4
                ORDER BY slice_no LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING slice_no, epoch, kind, failures""";

    private static final String RETURN_SLICE =
            """
            UPDATE bulk_job_slice
            SET lease_owner = NULL, lease_until = NULL, failures = $4, not_before = now() + make_interval(secs => $5)
            WHERE job_id = $1 AND slice_no = $2 AND epoch = $3 AND state = 'ready'""";

    private static final String RETURN_JOB =
            """
            UPDATE bulk_job
            SET lease_until = NULL, failures = $3, not_before = now() + make_interval(secs => $4)
            WHERE id = $1 AND epoch = $2 AND state IN ('planning', 'sweeping')""";

    // Locks the job first: a planner under way loses its lease, and what it cut is rolled back.
    private static final String TAKE_OVER =
            """
            UPDATE bulk_job SET epoch = epoch + 1
            WHERE id = $1 AND ($2::integer IS NULL OR epoch = $2) AND state IN ('planning', 'sweeping')
            RETURNING epoch""";

    // A new epoch for each slice: a chunk that is under way commits first, one that comes later does nothing.
    private static final String STOP_SLICES =
            """
            UPDATE bulk_job_slice
            SET state = 'stopped', epoch = epoch + 1, lease_owner = NULL, lease_until = NULL
            WHERE job_id = $1 AND state = 'ready'""";

    private static final String CONCLUDE =
            """
            UPDATE bulk_job j
            SET state = $3, error = $4, completed_at = clock_timestamp(), updated_at = clock_timestamp(),
                lease_until = NULL, succeeded = s.succeeded, failed = s.failed, missing = s.missing,
                total = CASE WHEN $3 = 'completed' AND NOT j.abort THEN s.done ELSE greatest(s.done, j.planned) END,
                digest = (SELECT sha256(coalesce(string_agg(o.digest, ''::bytea
                                                            ORDER BY o.slice_no, o.chunk_no, o.outcome), ''::bytea))
                          FROM bulk_job_outcome o WHERE o.job_id = $1)
            FROM (SELECT coalesce(sum(succeeded), 0) AS succeeded, coalesce(sum(failed), 0) AS failed,
                         coalesce(sum(missing), 0) AS missing,
                         coalesce(sum(succeeded + failed + missing), 0) AS done
                  FROM bulk_job_slice WHERE job_id = $1) s
            WHERE j.id = $1 AND j.epoch = $2 AND j.state IN ('planning', 'sweeping')
              AND NOT EXISTS (SELECT FROM bulk_job_slice r WHERE r.job_id = $1 AND r.state = 'ready')""";

    private static final String ANY_ACTIVE =
            "SELECT EXISTS (SELECT FROM bulk_job WHERE state IN ('planning', 'sweeping')) AS active";

    private final Pool pool;
    private final SweepConfig config;

    SweepRepository(Pool pool, SweepConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Whether any job of any replica is not finished. */
    Uni<Boolean> anyActive() {
        return pool.preparedQuery(ANY_ACTIVE)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("active"));
    }

    /** The job that waits longest for its planning. */
    Uni<Optional<JobLease>> claimToPlan() {
        return claimJob(CLAIM_TO_PLAN, Tuple.of(seconds(config.lease())), Stage.PLAN);
    }

    /** A job that was cancelled and is not final yet. */
    Uni<Optional<JobLease>> claimToStop() {
        return claimJob(CLAIM_TO_STOP, Tuple.of(seconds(config.lease())), Stage.STOP);
    }

    /** A job whose slices are done and which nobody finished: the replica that swept its last slice is gone. */
    Uni<Optional<JobLease>> claimToFinish() {
        return claimJob(CLAIM_TO_FINISH, Tuple.of(seconds(config.lease())), Stage.FINISH);
    }

    /** This job, if its slices are done. */
    Uni<Optional<JobLease>> claimToFinish(UUID jobId) {
        return claimJob(CLAIM_TO_FINISH_ONE, Tuple.of(seconds(config.lease()), jobId), Stage.FINISH);
    }

    private Uni<Optional<JobLease>> claimJob(String sql, Tuple parameters, Stage stage) {
        return pool.preparedQuery(sql).execute(parameters).map(rows -> first(rows)
                .map(row ->
                        new JobLease(row.getUUID("id"), row.getInteger("epoch"), stage, row.getInteger("failures"))));
    }

    /**
     * One slice of the job whose last claim is longest ago, so that all jobs advance, with the limit of slices in flight a
     * job kept exactly.
     *
     * @param owner this replica, for people who look at the table
     */
    Uni<Optional<SliceLease>> claimSlice(UUID owner) {
        return pool.withTransaction(connection -> takeTurn(connection)
                .chain(job -> job.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : claimSlice(connection, job.get(), owner)));
    }

    private Uni<Optional<UUID>> takeTurn(SqlConnection connection) {
        return connection
                .preparedQuery(TAKE_TURN)
                .execute(Tuple.of(config.slicesPerJob()))
                .map(rows -> first(rows).map(row -> row.getUUID("id")));
    }

    private Uni<Optional<SliceLease>> claimSlice(SqlConnection connection, UUID jobId, UUID owner) {
        return connection
                .preparedQuery(CLAIM_SLICE)
                .execute(Tuple.of(jobId, owner, seconds(config.lease()), config.slicesPerJob()))
                .map(rows -> first(rows).map(row -> sliceLease(jobId, row)));
    }

    private static SliceLease sliceLease(UUID jobId, Row row) {
        return new SliceLease(
                jobId,
                row.getInteger("slice_no"),
                row.getInteger("epoch"),
                SliceKind.of(row.getString("kind")),
                row.getInteger("failures"));
    }

    /** Gives the slice back at once, at no cost to its retry budget: a shutdown. */
    Uni<Boolean> giveBack(SliceLease lease) {
        return backOff(lease, lease.failures(), Duration.ZERO);
    }

    /** Gives the slice back, not to be claimed for a while. */
    Uni<Boolean> backOff(SliceLease lease, int failures, Duration delay) {
        return changed(
                pool, RETURN_SLICE, Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch(), failures, seconds(delay)));
    }

    /** Gives the job back at once, at no cost to its retry budget. */
    Uni<Boolean> giveBack(JobLease lease) {
        return backOff(lease, lease.failures(), Duration.ZERO);
    }

    /** Gives the job back, not to be claimed for a while. */
    Uni<Boolean> backOff(JobLease lease, int failures, Duration delay) {
        return changed(pool, RETURN_JOB, Tuple.of(lease.jobId(), lease.epoch(), failures, seconds(delay)));
    }

    /**
     * Writes the final state of a job whose slices are all done.
     *
     * @return false if the lease was handed on, or a slice is not done after all
     */
    Uni<Boolean> complete(JobLease lease) {
        return changed(pool, CONCLUDE, Tuple.of(lease.jobId(), lease.epoch(), "completed", null));
    }

    /** Takes the slices of a cancelled job away from whoever has them and writes its final state. */
    Uni<Boolean> stop(JobLease lease) {
        return pool.withTransaction(connection -> takeOver(connection, lease.jobId(), lease.epoch())
                .chain(epoch -> conclude(connection, lease.jobId(), epoch, "completed", null)));
    }

    /** Gives a job up. Whoever works on it loses the lease; what is deleted is deleted and on record. */
    Uni<Boolean> fail(UUID jobId, String error) {
        return pool.withTransaction(connection ->
                takeOver(connection, jobId, null).chain(epoch -> conclude(connection, jobId, epoch, "failed", error)));
    }

    private static Uni<Optional<Integer>> takeOver(SqlConnection connection, UUID jobId, Integer epoch) {
        return connection
                .preparedQuery(TAKE_OVER)
                .execute(Tuple.of(jobId, epoch))
                .map(rows -> first(rows).map(row -> row.getInteger("epoch")));
    }

    private static Uni<Boolean> conclude(
            SqlConnection connection, UUID jobId, Optional<Integer> epoch, String state, String error) {
        return epoch.isEmpty()
                ? Uni.createFrom().item(false)
                : connection
                        .preparedQuery(STOP_SLICES)
                        .execute(Tuple.of(jobId))
                        .chain(() -> changed(connection, CONCLUDE, Tuple.of(jobId, epoch.get(), state, error)));
    }

    private static Uni<Boolean> changed(SqlClient client, String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).map(rows -> rows.rowCount() == 1);
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        var iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}

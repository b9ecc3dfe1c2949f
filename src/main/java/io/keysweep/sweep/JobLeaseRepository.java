package io.keysweep.sweep;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.sweep.JobLease.Stage;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The engine's statements on jobs: claim, give back, back off, conclude. Each one that changes work under way names the
 * epoch it believes in and reports how many rows it found. All comparisons of time are the database's own.
 */
@ApplicationScoped
class JobLeaseRepository {

    private static final String FREE =
            "(j.lease_until IS NULL OR j.lease_until < clock_timestamp()) AND j.not_before <= clock_timestamp()";

    private static final String NOT_PLANNED = "j.state IN ('planning', 'sweeping') AND NOT j.fully_planned";

    private static final AccountTurns TURNS =
            new AccountTurns(NOT_PLANNED, "j.plan_claimed_at IS NOT NULL", "plan_claimed_at");

    private static final String TO_PLAN =
            "j.account = turn.account AND " + NOT_PLANNED + " AND NOT j.abort AND " + FREE;

    private static final String TO_STOP = "j.abort AND j.state IN ('planning', 'sweeping') AND " + FREE;

    private static final String SWEPT_OUT =
            """
            j.state = 'sweeping' AND j.fully_planned AND NOT j.abort AND %s
              AND NOT EXISTS (SELECT FROM bulk_job_slice s WHERE s.job_id = j.id AND s.state = 'ready')"""
                    .formatted(FREE);

    private static final String CLAIM_TO_PLAN =
            claim(", plan_claimed_at = clock_timestamp()", TURNS.first(one(TO_PLAN + " ORDER BY j.not_before")));
    private static final String CLAIM_TO_STOP = claim("", one(TO_STOP + " ORDER BY j.created_at"));
    private static final String CLAIM_TO_FINISH = claim("", one(SWEPT_OUT + " ORDER BY j.last_claimed_at"));
    private static final String CLAIM_TO_FINISH_ONE = claim("", one("j.id = $3 AND " + SWEPT_OUT));

    // A lease that ran out was never given back: its holder died, which counts as a failure.
    private static String claim(String alsoSet, String job) {
        return """
                UPDATE bulk_job
                SET epoch = epoch + 1, lease_until = clock_timestamp() + make_interval(secs => $1),
                    failures = failures + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END%s
                WHERE id = (%s)
                RETURNING id, operation, epoch, failures"""
                .formatted(alsoSet, job);
    }

    private static String one(String condition) {
        return "SELECT j.id FROM bulk_job j WHERE j.operation = ANY ($2) AND " + condition
                + " LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED";
    }

    private static final String RETURN =
            """
            UPDATE bulk_job
            SET lease_until = NULL, failures = $3, not_before = clock_timestamp() + make_interval(secs => $4)
            WHERE id = $1 AND epoch = $2 AND state IN ('planning', 'sweeping')""";

    // Locks the job first: a planner under way loses its lease, and what it has not committed comes to nothing. Should
    // this replica freeze before it goes on, the server ends the transaction.
    private static final String TAKE_OVER =
            """
            UPDATE bulk_job SET epoch = epoch + 1
            WHERE id = $1 AND ($2::integer IS NULL OR epoch = $2) AND state IN ('planning', 'sweeping')
              AND set_config('idle_in_transaction_session_timeout', $3, true) IS NOT NULL
            RETURNING epoch""";

    private static final String HELD =
            """
            SELECT FROM bulk_job_slice
            WHERE job_id = $1 AND slice_no = $2 AND epoch = $3 AND state = 'ready'""";

    // A new epoch for each slice: a chunk that is under way commits first, one that comes later does nothing.
    private static final String STOP_SLICES =
            """
            UPDATE bulk_job_slice
            SET state = 'stopped', epoch = epoch + 1, lease_owner = NULL, lease_until = NULL
            WHERE job_id = $1 AND state = 'ready'""";

    // Whoever named items one by one is told of each that was not tried, whether it had been cut into a slice or not.
    private static final String RECORD_ABORTED =
            """
            INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest)
            SELECT r.job_id, r.slice_no, r.chunk_no, 'aborted', r.epoch, cardinality(r.ids), r.ids,
                   (SELECT sha256(string_agg(uuid_send(i), ''::bytea ORDER BY i)) FROM unnest(r.ids) i)
            FROM (
                SELECT job_id, slice_no, chunks AS chunk_no, epoch, ids[position + 1 :] AS ids
                FROM bulk_job_slice WHERE job_id = $1 AND state = 'stopped' AND ids_named
                UNION ALL
                SELECT id, slice_count, 0, epoch, scope_ids[plan_position + 1 :]
                FROM bulk_job WHERE id = $1 AND scope = 'backups' AND NOT fully_planned) r
            WHERE cardinality(r.ids) > 0""";

    // Whoever cancelled a job is told that it ended so, whatever it met while it was being stopped.
    private static final String CONCLUDE =
            """
            UPDATE bulk_job j
            SET state = CASE WHEN j.abort THEN 'completed' ELSE $3 END, error = CASE WHEN NOT j.abort THEN $4::text END,
                completed_at = clock_timestamp(), updated_at = clock_timestamp(),
                lease_until = NULL, succeeded = s.succeeded, failed = s.failed, missing = s.missing, held = s.held,
                total = CASE WHEN j.scope = 'backups' THEN cardinality(j.scope_ids)
                             WHEN j.fully_planned AND s.stopped = 0 THEN s.done
                             ELSE greatest(s.done, j.planned) END,
                digest = (SELECT sha256(coalesce(string_agg(o.digest, ''::bytea
                                                            ORDER BY o.slice_no, o.chunk_no, o.outcome), ''::bytea))
                          FROM bulk_job_outcome o WHERE o.job_id = $1)
            FROM (SELECT coalesce(sum(succeeded), 0) AS succeeded, coalesce(sum(failed), 0) AS failed,
                         coalesce(sum(missing), 0) AS missing, coalesce(sum(held), 0) AS held,
                         coalesce(sum(succeeded + failed + missing + held), 0) AS done,
                         count(*) FILTER (WHERE state = 'stopped') AS stopped
                  FROM bulk_job_slice WHERE job_id = $1) s
            WHERE j.id = $1 AND j.epoch = $2 AND j.state IN ('planning', 'sweeping')
              AND NOT EXISTS (SELECT FROM bulk_job_slice r WHERE r.job_id = $1 AND r.state = 'ready')""";

    // As the partial indexes have it, which hold active jobs alone: asked at every look, it must not read past all that
    // have ended. A job that is not swept is not fully planned either.
    private static final String ANY_ACTIVE =
            """
            SELECT EXISTS (SELECT FROM bulk_job WHERE state = 'sweeping')
                OR EXISTS (SELECT FROM bulk_job WHERE NOT fully_planned AND state IN ('planning', 'sweeping')) AS active""";

    private final AllAccountsDatabase database;
    private final SweepTargets targets;
    private final SweepConfig config;

    JobLeaseRepository(AllAccountsDatabase database, SweepTargets targets, SweepConfig config) {
        this.database = database;
        this.targets = targets;
        this.config = config;
    }

    /** Whether any job of any replica is not finished. */
    Uni<Boolean> anyActive() {
        return database.execute(ANY_ACTIVE, Tuple.tuple())
                .map(rows -> Rows.only(rows).getBoolean("active"));
    }

    /**
     * The job that waits longest for its planning, or for its next turn of it, of the account whose last such claim is longest
     * ago.
     */
    Uni<Optional<JobLease>> claimToPlan() {
        return claim(CLAIM_TO_PLAN, claim(), Stage.PLAN);
    }

    /** A job that was cancelled and is not final yet. */
    Uni<Optional<JobLease>> claimToStop() {
        return claim(CLAIM_TO_STOP, claim(), Stage.STOP);
    }

    /** A job whose slices are done and which nobody finished: the replica that swept its last slice is gone. */
    Uni<Optional<JobLease>> claimToFinish() {
        return claim(CLAIM_TO_FINISH, claim(), Stage.FINISH);
    }

    /** This job, if its slices are done. */
    Uni<Optional<JobLease>> claimToFinish(UUID jobId) {
        return claim(CLAIM_TO_FINISH_ONE, claim().addUUID(jobId), Stage.FINISH);
    }

    private Tuple claim() {
        return Tuple.tuple().addDouble(Seconds.of(config.lease())).addArrayOfString(targets.operations());
    }

    private Uni<Optional<JobLease>> claim(String sql, Tuple parameters, Stage stage) {
        return database.execute(sql, parameters).map(rows -> Rows.first(rows)
                .map(row -> new JobLease(
                        row.getUUID("id"),
                        row.getString("operation"),
                        row.getInteger("epoch"),
                        stage,
                        row.getInteger("failures"))));
    }

    /** Gives the job back at once, at no cost to its retry budget. */
    Uni<Boolean> giveBack(JobLease lease) {
        return backOff(lease, lease.failures(), Duration.ZERO);
    }

    /** Gives the job back, not to be claimed for a while. */
    Uni<Boolean> backOff(JobLease lease, int failures, Duration delay) {
        return changed(RETURN, Tuple.of(lease.jobId(), lease.epoch(), failures, Seconds.of(delay)));
    }

    /**
     * Writes the final state of a job whose slices are all done.
     *
     * @return false if the lease was handed on, or a slice is not done after all
     */
    Uni<Boolean> complete(JobLease lease) {
        return changed(CONCLUDE, Tuple.of(lease.jobId(), lease.epoch(), "completed", null));
    }

    /** Takes the slices of a cancelled job away from whoever has them and writes its final state. */
    Uni<Boolean> stop(JobLease lease) {
        return end(lease.jobId(), lease.epoch(), "completed", null);
    }

    /** Gives a job up. Whoever sweeps its slices loses them; what is deleted is deleted and on record. */
    Uni<Boolean> fail(JobLease lease, String error) {
        return end(lease.jobId(), lease.epoch(), "failed", error);
    }

    /** Gives a job up for what its slice met. Whoever works on it loses the lease. */
    Uni<Boolean> fail(SliceLease slice, String error) {
        return database.transaction(connection -> takeOver(connection, slice.jobId(), null)
                        .call(() -> checkHeld(connection, slice))
                        .chain(taken -> concludeTaken(connection, slice.jobId(), taken, "failed", error)))
                .onFailure(LeaseLostException.class)
                .recoverWithItem(false);
    }

    // After the job is locked: from then on nobody is handed the slice.
    private static Uni<Void> checkHeld(SqlConnection connection, SliceLease slice) {
        return changed(connection, HELD, Tuple.of(slice.jobId(), slice.sliceNo(), slice.epoch()))
                .invoke(held -> {
                    if (!held) {
                        throw new LeaseLostException(slice);
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Boolean> end(UUID jobId, Integer epoch, String state, String error) {
        return database.transaction(connection -> takeOver(connection, jobId, epoch)
                .chain(taken -> concludeTaken(connection, jobId, taken, state, error)));
    }

    private static Uni<Boolean> concludeTaken(
            SqlConnection connection, UUID jobId, Optional<Integer> taken, String state, String error) {
        return taken.isEmpty()
                ? Uni.createFrom().item(false)
                : conclude(connection, Tuple.of(jobId, taken.get(), state, error));
    }

    private Uni<Optional<Integer>> takeOver(SqlConnection connection, UUID jobId, Integer epoch) {
        return connection
                .preparedQuery(TAKE_OVER)
                .execute(Tuple.of(jobId, epoch, config.statementTimeout().toMillis() + "ms"))
                .map(rows -> Rows.first(rows).map(row -> row.getInteger("epoch")));
    }

    private static Uni<Boolean> conclude(SqlConnection connection, Tuple conclusion) {
        Tuple job = Tuple.of(conclusion.getUUID(0));
        return connection
                .preparedQuery(STOP_SLICES)
                .execute(job)
                .chain(() -> connection.preparedQuery(RECORD_ABORTED).execute(job))
                .chain(() -> changed(connection, CONCLUDE, conclusion));
    }

    private Uni<Boolean> changed(String sql, Tuple parameters) {
        return database.execute(sql, parameters).map(rows -> rows.rowCount() == 1);
    }

    private static Uni<Boolean> changed(SqlConnection connection, String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters).map(rows -> rows.rowCount() == 1);
    }
}

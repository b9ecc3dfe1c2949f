package io.keysweep.sweep;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * The engine's statements that end a job: completed, stopped or given up. Each one names the epoch it believes in and reports
 * whether it found it. A final state is written once, with the counts and the digest of all that was done.
 */
@ApplicationScoped
class JobEndRepository {

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

    private final AllAccountsDatabase database;
    private final SweepConfig config;

    JobEndRepository(AllAccountsDatabase database, SweepConfig config) {
        this.database = database;
        this.config = config;
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

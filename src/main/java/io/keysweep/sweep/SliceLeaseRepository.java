package io.keysweep.sweep;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.account.Statement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The engine's statements on leases of slices: claim, give back, back off. Fenced like those on jobs. */
@ApplicationScoped
class SliceLeaseRepository {

    private static final AccountTurns TURNS =
            new AccountTurns("j.state = 'sweeping'", "j.last_claimed_at > j.created_at", "last_claimed_at");

    private static final String CLAIMABLE_JOB =
            """
                SELECT j.id FROM bulk_job j
                WHERE j.account = turn.account AND j.state = 'sweeping' AND NOT j.abort AND j.operation = ANY ($2)
                  AND EXISTS (SELECT FROM bulk_job_slice s
                              WHERE s.job_id = j.id AND s.state = 'ready' AND s.not_before <= clock_timestamp()
                                AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp()))
                  AND (SELECT count(*) FROM bulk_job_slice s
                       WHERE s.job_id = j.id AND s.state = 'ready' AND s.lease_until >= clock_timestamp()) < $1
                ORDER BY j.last_claimed_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED""";

    // The job's row lock makes claims of one job take turns, so that the next statement's count of live leases
    // is exact. Both travel together: the turn is over when the database has answered them, and not when this
    // replica has seen that. Should it be cut off in between, the server ends the transaction, or nobody could
    // claim the job.
    private static final String TAKE_TURN =
            """
            UPDATE bulk_job SET last_claimed_at = clock_timestamp(), updated_at = clock_timestamp()
            WHERE set_config('idle_in_transaction_session_timeout', $3, true) IS NOT NULL AND id = (
            %s)
            RETURNING set_config('keysweep.turn', id::text, true)"""
                    .formatted(TURNS.first(CLAIMABLE_JOB));

    // $1 slices in flight a job, $2 owner, $3 operations, $4 the lease of each in seconds.
    private static final String CLAIM =
            """
            WITH turn AS MATERIALIZED (
                SELECT j.id, j.operation, l.seconds
                FROM bulk_job j JOIN unnest($3::text[], $4::float8[]) AS l (operation, seconds) ON l.operation = j.operation
                WHERE j.id = nullif(current_setting('keysweep.turn', true), '')::uuid),
            free AS MATERIALIZED (
                SELECT job_id, slice_no FROM bulk_job_slice
                WHERE job_id = (SELECT id FROM turn) AND state = 'ready' AND not_before <= clock_timestamp()
                  AND (lease_until IS NULL OR lease_until < clock_timestamp())
                  AND (SELECT count(*) FROM bulk_job_slice
                       WHERE job_id = (SELECT id FROM turn) AND state = 'ready' AND lease_until >= clock_timestamp()) < $1
                ORDER BY slice_no LIMIT 1 FOR UPDATE SKIP LOCKED)
            UPDATE bulk_job_slice s
            SET epoch = s.epoch + 1, lease_owner = $2, lease_until = clock_timestamp() + make_interval(secs => t.seconds),
                failures = s.failures + CASE WHEN s.lease_until IS NULL THEN 0 ELSE 1 END
            FROM turn t, free f
            WHERE s.job_id = f.job_id AND s.slice_no = f.slice_no
            RETURNING s.job_id, t.operation, s.slice_no, s.epoch, s.kind, s.failures""";

    private static final String RETURN =
            """
            UPDATE bulk_job_slice
            SET lease_owner = NULL, lease_until = NULL, failures = $4,
                not_before = clock_timestamp() + make_interval(secs => $5)
            WHERE job_id = $1 AND slice_no = $2 AND epoch = $3 AND state = 'ready'""";

    // The slice ends like one that is done, with what it is about on record as failed.
    private static final String FAIL =
            """
            WITH slice AS MATERIALIZED (
                SELECT s.chunks, s.scope_id FROM bulk_job_slice s JOIN bulk_job j ON j.id = s.job_id
                WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3 AND s.state = 'ready'
                  AND j.state = 'sweeping' AND NOT j.abort
                FOR UPDATE OF s),
            recorded AS (
                INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest, error)
                SELECT $1, $2, chunks, 'failed', $3, 1, ARRAY[scope_id], sha256(uuid_send(scope_id)), $4 FROM slice)
            UPDATE bulk_job_slice s
            SET state = 'done', chunks = s.chunks + 1, failed = s.failed + 1, error = $4,
                lease_owner = NULL, lease_until = NULL
            FROM slice l
            WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3""";

    private final AllAccountsDatabase database;
    private final SweepTargets targets;
    private final SweepConfig config;

    SliceLeaseRepository(AllAccountsDatabase database, SweepTargets targets, SweepConfig config) {
        this.database = database;
        this.targets = targets;
        this.config = config;
    }

    /**
     * One slice of the job whose last claim is longest ago, of the account whose last claim is longest ago, so that all
     * accounts and all their jobs advance, with the limit of slices in flight a job kept exactly.
     *
     * @param owner this replica, for people who look at the table
     * @param lane which kind of work there is room for
     */
    Uni<Optional<SliceLease>> claim(UUID owner, Lane lane) {
        String[] operations = targets.operations(lane);
        Statement takeTurn = new Statement(
                TAKE_TURN,
                Tuple.of(
                        config.slicesPerJob(),
                        operations,
                        config.statementTimeout().toMillis() + "ms"));
        Statement claim = new Statement(
                CLAIM, Tuple.of(config.slicesPerJob(), owner, operations).addArrayOfDouble(leases(operations)));
        return database.execute(List.of(takeTurn, claim))
                .map(rows -> Rows.first(rows).map(SliceLeaseRepository::lease));
    }

    private Double[] leases(String[] operations) {
        return Arrays.stream(operations)
                .map(operation -> Seconds.of(targets.of(operation).terms().lease()))
                .toArray(Double[]::new);
    }

    private static SliceLease lease(Row row) {
        return new SliceLease(
                row.getUUID("job_id"),
                row.getString("operation"),
                row.getInteger("slice_no"),
                row.getInteger("epoch"),
                SliceKind.of(row.getString("kind")),
                row.getInteger("failures"));
    }

    /** Gives the slice back at once, at no cost to its retry budget, of which so much is spent: a shutdown. */
    Uni<Boolean> giveBack(SliceLease lease, int failures) {
        return backOff(lease, failures, Duration.ZERO);
    }

    /** Gives the slice back, not to be claimed for a while. */
    Uni<Boolean> backOff(SliceLease lease, int failures, Duration delay) {
        return database.execute(
                        RETURN, Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch(), failures, Seconds.of(delay)))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Ends the slice with what it is about recorded as failed.
     *
     * @return false if the lease was handed on or the job cancelled
     */
    Uni<Boolean> fail(SliceLease lease, String error) {
        return database.execute(FAIL, Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch(), error))
                .map(rows -> rows.rowCount() == 1);
    }
}

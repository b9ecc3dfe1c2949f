package io.keysweep.sweep;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The engine's statements on leases of slices: claim, give back, back off. Fenced like those on jobs. */
@ApplicationScoped
class SliceLeaseRepository {

    // The job's row lock makes claims of one job take turns, so that the next statement's count of live leases is
    // exact.
    private static final String TAKE_TURN =
            """
            UPDATE bulk_job SET last_claimed_at = clock_timestamp(), updated_at = clock_timestamp()
            WHERE id = (
                SELECT j.id FROM bulk_job j
                WHERE j.state = 'sweeping' AND NOT j.abort
                  AND EXISTS (SELECT FROM bulk_job_slice s
                              WHERE s.job_id = j.id AND s.state = 'ready' AND s.not_before <= clock_timestamp()
                                AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp()))
                  AND (SELECT count(*) FROM bulk_job_slice s
                       WHERE s.job_id = j.id AND s.state = 'ready' AND s.lease_until >= clock_timestamp()) < $1
                ORDER BY j.last_claimed_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id""";

    private static final String CLAIM =
            """
            UPDATE bulk_job_slice
            SET epoch = epoch + 1, lease_owner = $2, lease_until = clock_timestamp() + make_interval(secs => $3),
                failures = failures + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END
            WHERE job_id = $1 AND slice_no = (
                SELECT slice_no FROM bulk_job_slice
                WHERE job_id = $1 AND state = 'ready' AND not_before <= clock_timestamp()
                  AND (lease_until IS NULL OR lease_until < clock_timestamp())
                  AND (SELECT count(*) FROM bulk_job_slice
                       WHERE job_id = $1 AND state = 'ready' AND lease_until >= clock_timestamp()) < $4
                ORDER BY slice_no LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING slice_no, epoch, kind, failures""";

    private static final String RETURN =
            """
            UPDATE bulk_job_slice
            SET lease_owner = NULL, lease_until = NULL, failures = $4,
                not_before = clock_timestamp() + make_interval(secs => $5)
            WHERE job_id = $1 AND slice_no = $2 AND epoch = $3 AND state = 'ready'""";

    private final Pool pool;
    private final SweepConfig config;

    SliceLeaseRepository(Pool pool, SweepConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /**
     * One slice of the job whose last claim is longest ago, so that all jobs advance, with the limit of slices in flight a
     * job kept exactly.
     *
     * @param owner this replica, for people who look at the table
     */
    Uni<Optional<SliceLease>> claim(UUID owner) {
        return pool.withTransaction(connection -> takeTurn(connection)
                .chain(job ->
                        job.isEmpty() ? Uni.createFrom().item(Optional.empty()) : claim(connection, job.get(), owner)));
    }

    private Uni<Optional<UUID>> takeTurn(SqlConnection connection) {
        return connection
                .preparedQuery(TAKE_TURN)
                .execute(Tuple.of(config.slicesPerJob()))
                .map(rows -> first(rows).map(row -> row.getUUID("id")));
    }

    private Uni<Optional<SliceLease>> claim(SqlConnection connection, UUID jobId, UUID owner) {
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(jobId, owner, Seconds.of(config.lease()), config.slicesPerJob()))
                .map(rows -> first(rows).map(row -> lease(jobId, row)));
    }

    private static SliceLease lease(UUID jobId, Row row) {
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
        return pool.preparedQuery(RETURN)
                .execute(Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch(), failures, Seconds.of(delay)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        var iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }
}

package io.keysweep.sweep;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Plans the jobs that make a slice of each thing they are about, a vault for the most part: all at once, and with a word at
 * the end on whether any came to something. How far such a slice has come is told by its phase and continuation, or by the
 * cursor, which begins before all that is stored.
 */
@ApplicationScoped
public class ScopePlanRepository {

    // From a finite time on: -infinity is none that the client could read from the cursor.
    private static final String CUT =
            """
            WITH job AS MATERIALIZED (
                SELECT id FROM bulk_job
                WHERE id = $1 AND epoch = $2 AND state IN ('planning', 'sweeping') AND NOT fully_planned AND NOT abort
                FOR NO KEY UPDATE),
            advanced AS (
                UPDATE bulk_job b
                SET state = 'sweeping', failures = 0, updated_at = clock_timestamp(), lease_until = NULL,
                    fully_planned = true, slice_count = cardinality(b.scope_ids), plan_position = cardinality(b.scope_ids)
                FROM job WHERE b.id = job.id RETURNING b.id, b.scope_ids, b.slice_count),
            slices AS (
                INSERT INTO bulk_job_slice (job_id, slice_no, kind, scope_id, cursor_at, cursor_id, end_at, end_id, planned, phase)
                SELECT a.id, v.n - 1, 'vault-range', v.id, '0001-01-01 00:00:00+00', '00000000-0000-0000-0000-000000000000',
                       'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 0, $3
                FROM advanced a, unnest(a.scope_ids) WITH ORDINALITY v (id, n))
            SELECT slice_count AS slices FROM advanced""";

    private static final String FAILED =
            """
            SELECT count(*) AS slices, min(error) AS error
            FROM bulk_job_slice WHERE job_id = $1 HAVING count(*) > 0 AND count(error) = count(*)""";

    private final AllAccountsDatabase database;

    ScopePlanRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    /**
     * That each slice of a job failed.
     *
     * @param slices how many there are, 1 or more
     * @param error what one of them met
     */
    public record AllFailed(long slices, String error) {}

    /**
     * Cuts the whole job; see {@link SweepTarget#cutNext}.
     *
     * @param phase where each slice begins
     */
    public Uni<PlanStep> cut(JobLease lease, String phase) {
        return database.execute(CUT, Tuple.of(lease.jobId(), lease.epoch(), phase))
                .map(rows -> Rows.first(rows).orElseThrow(() -> new LeaseLostException(lease)))
                .map(row -> new PlanStep(row.getInteger("slices"), true));
    }

    /** Whether none of the job's slices came to its end, and why; for {@link SweepTarget#failure}. */
    public Uni<Optional<AllFailed>> allFailed(JobLease lease) {
        return database.execute(FAILED, Tuple.of(lease.jobId()))
                .map(rows -> Rows.first(rows).map(ScopePlanRepository::allFailed));
    }

    private static AllFailed allFailed(Row row) {
        return new AllFailed(row.getLong("slices"), row.getString("error"));
    }
}

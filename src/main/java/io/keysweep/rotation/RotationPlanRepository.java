package io.keysweep.rotation;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.LeaseLostException;
import io.keysweep.sweep.PlanStep;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Cuts rotations into slices, all at once, and tells at the end whether any came to something. */
@ApplicationScoped
class RotationPlanRepository {

    private static final String CUT =
            """
            WITH job AS MATERIALIZED (
                SELECT id FROM bulk_job
                WHERE id = $1 AND epoch = $2 AND state IN ('planning', 'sweeping') AND NOT fully_planned AND NOT abort
                FOR UPDATE),
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

    private static final String FAILURE =
            """
            SELECT count(*) AS slices, count(error) AS failed, min(error) AS error
            FROM bulk_job_slice WHERE job_id = $1""";

    private final AllAccountsDatabase database;

    RotationPlanRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    Uni<PlanStep> cut(JobLease lease, String phase) {
        return database.execute(CUT, Tuple.of(lease.jobId(), lease.epoch(), phase))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw new LeaseLostException(lease);
                    }
                    return new PlanStep(rows.iterator().next().getInteger("slices"), true);
                });
    }

    Uni<Optional<String>> failure(JobLease lease) {
        return database.execute(FAILURE, Tuple.of(lease.jobId())).map(rows -> {
            var row = rows.iterator().next();
            long slices = row.getLong("slices");
            return slices > 0 && row.getLong("failed") == slices
                    ? Optional.of(row.getString("error"))
                    : Optional.empty();
        });
    }
}

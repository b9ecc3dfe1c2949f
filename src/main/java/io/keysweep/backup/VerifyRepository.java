package io.keysweep.backup;

import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.LeaseLostException;
import io.keysweep.sweep.SweepConfig;
import io.keysweep.sweep.VerifyStep;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The verify pass: looks through a selection whose slices are all done for rows that are still there. It goes by the
 * ranges that were cut, so that each step is as short as one slice and the lease is renewed in between; it reads an index
 * only. Ids given one by one need none of it: each was looked for by its name.
 */
@ApplicationScoped
class VerifyRepository {

    private static final int KEYS_IN_STEP = 100;

    // $1 job, $2 epoch, $3 lease in seconds, $4 step, $5 keys in a step, $6 the most that are found at once.
    private static final String RENEW =
            """
            job AS MATERIALIZED (
                UPDATE bulk_job SET lease_until = clock_timestamp() + make_interval(secs => $3)
                WHERE id = $1 AND epoch = $2 AND state = 'sweeping' AND NOT abort
                RETURNING id, scope, scope_ids, selected_after, selected_before)""";

    // The step's part of the selection: for a single vault or key what lies between the ends of two neighbouring
    // slices,
    // and at last what lies after the last one; for many keys some of the keys.
    private static final String PART =
            """
            part AS MATERIALIZED (
                SELECT CASE WHEN j.scope = 'keys' THEN j.scope_ids[$4::integer * $5::integer + 1 : ($4 + 1) * $5]
                            ELSE j.scope_ids END AS scope_ids,
                       coalesce(before.end_at, j.selected_after) AS from_at,
                       coalesce(before.end_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AS from_id,
                       coalesce(own.end_at, j.selected_before) AS to_at,
                       coalesce(own.end_id, '00000000-0000-0000-0000-000000000000') AS to_id,
                       CASE WHEN j.scope = 'keys' THEN ($4 + 1) * $5 >= cardinality(j.scope_ids)
                            ELSE own.slice_no IS NULL END AS last
                FROM job j
                LEFT JOIN bulk_job_slice own
                    ON own.job_id = j.id AND own.slice_no = $4 AND own.kind <> 'ids' AND j.scope <> 'keys'
                LEFT JOIN bulk_job_slice before
                    ON before.job_id = j.id AND before.slice_no = $4 - 1 AND before.kind <> 'ids' AND j.scope <> 'keys')""";

    private static final String STRAGGLERS =
            """
            found AS MATERIALIZED (
                SELECT array_agg(id) AS ids FROM (
                    SELECT b.id FROM key_backup b
                    WHERE b.%s = ANY ((SELECT scope_ids FROM part)::uuid[])
                      AND (b.created_at, b.id) > ((SELECT from_at FROM part), (SELECT from_id FROM part))
                      AND (b.created_at, b.id) <= ((SELECT to_at FROM part), (SELECT to_id FROM part))
                      AND b.id <> ALL (ARRAY(SELECT unnest(o.ids) FROM bulk_job_outcome o
                                             WHERE o.job_id = $1 AND o.outcome = 'failed'))
                    LIMIT $6) rest
                HAVING count(*) > 0)""";

    private static final String VERIFY =
            """
            WITH %s, %s, %s,
            cut AS (
                INSERT INTO bulk_job_slice (job_id, slice_no, kind, ids, planned)
                SELECT $1, (SELECT max(slice_no) + 1 FROM
                            (SELECT slice_no FROM bulk_job_slice WHERE job_id = $1 UNION ALL SELECT -1) n),
                       'ids', ids, 0
                FROM found
                RETURNING cardinality(ids) AS stragglers)
            SELECT p.last, coalesce((SELECT stragglers FROM cut), 0) AS stragglers FROM part p""";

    private static final String SCOPE = "SELECT scope FROM bulk_job WHERE id = $1 AND epoch = $2";

    private final Pool pool;
    private final SweepConfig config;

    VerifyRepository(Pool pool, SweepConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** See {@link io.keysweep.sweep.SweepTarget#verifyNext}. */
    Uni<VerifyStep> verifyNext(JobLease lease, int step) {
        return pool.preparedQuery(SCOPE)
                .execute(Tuple.of(lease.jobId(), lease.epoch()))
                .map(rows -> only(lease, rows).getString("scope"))
                .chain(scope -> verifyNext(lease, step, scope));
    }

    private Uni<VerifyStep> verifyNext(JobLease lease, int step, String scope) {
        return switch (scope) {
            case "vault" -> verify(lease, step, "vault_id");
            case "key", "keys" -> verify(lease, step, "key_id");
            default -> Uni.createFrom().item(new VerifyStep(0, true));
        };
    }

    private Uni<VerifyStep> verify(JobLease lease, int step, String scopeColumn) {
        Tuple parameters = Tuple.of(lease.jobId(), lease.epoch(), config.lease().toMillis() / 1000.0)
                .addInteger(step)
                .addInteger(KEYS_IN_STEP)
                .addInteger(SlicePlanRepository.IDS_IN_SLICE);
        return pool.preparedQuery(VERIFY.formatted(RENEW, PART, STRAGGLERS.formatted(scopeColumn)))
                .execute(parameters)
                .map(rows -> only(lease, rows))
                .map(row -> new VerifyStep(row.getInteger("stragglers"), row.getBoolean("last")));
    }

    private static Row only(JobLease lease, RowSet<Row> rows) {
        var iterator = rows.iterator();
        if (!iterator.hasNext()) {
            throw new LeaseLostException(lease);
        }
        return iterator.next();
    }
}

package io.keysweep.backup;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.LeaseLostException;
import io.keysweep.sweep.PlanStep;
import io.keysweep.sweep.Seconds;
import io.keysweep.sweep.SliceKind;
import io.keysweep.sweep.SweepConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * Cuts a selection into slices, a step at a time. A step first looks for the end of the next slice, which reads an index
 * and locks nothing, and then writes slice and plan cursor under the job's epoch. So sweeping starts with the first slice
 * while later ones are still being cut, and the job's row is locked for as long as one short write takes.
 *
 * <p>A vault or a key is cut into ranges. Many keys would make many small ranges, so their backups are listed in slices of
 * ids, but for a key that has more than such a slice holds. Ids given one by one are cut as they are.
 */
@ApplicationScoped
class SlicePlanRepository {

    /** Ids in a slice: an array of them is read as a whole for each chunk. */
    static final int IDS_IN_SLICE = 10_000;

    private static final int KEYS_IN_STEP = 1_000;
    private static final int NAMED_IDS_IN_SLICE = 2_500;

    private static final String WHERE_PLANNED =
            "SELECT scope, plan_at IS NOT NULL AS inside_key, slice_count FROM bulk_job WHERE id = $1 AND epoch = $2";

    private static final String CURSOR =
            """
            cursor AS MATERIALIZED (
                SELECT scope_ids[plan_position + 1] AS scope_id, coalesce(plan_at, selected_after) AS at,
                       coalesce(plan_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AS id, selected_before
                FROM bulk_job WHERE id = $1)""";

    // The rest of the scope: a range between the cursor and the selection's end. A lower bound is exclusive, hence the
    // greatest of all ids beside it where no row was seen yet.
    private static final String REST =
            """
            FROM key_backup b
            WHERE b.%s = (SELECT scope_id FROM cursor)
              AND (b.created_at, b.id) > ((SELECT at FROM cursor), (SELECT id FROM cursor))
              AND b.created_at < (SELECT selected_before FROM cursor)""";

    private static final String FIND_RANGE_END =
            """
            WITH %1$s,
            full_slice AS MATERIALIZED (
                SELECT b.created_at, b.id %2$s ORDER BY b.created_at, b.id OFFSET $2::integer - 1 LIMIT 1),
            last_slice AS (
                SELECT b.created_at, b.id, (SELECT count(*) %2$s) AS planned %2$s
                ORDER BY b.created_at DESC, b.id DESC LIMIT 1)
            SELECT created_at, id, $2::bigint AS planned, false AS last FROM full_slice
            UNION ALL
            SELECT created_at, id, planned, true FROM last_slice WHERE NOT EXISTS (SELECT FROM full_slice)""";

    private static final String GUARDED_JOB =
            """
            job AS MATERIALIZED (
                SELECT * FROM bulk_job
                WHERE id = $1 AND epoch = $2 AND state IN ('planning', 'sweeping') AND NOT fully_planned AND NOT abort
                FOR NO KEY UPDATE)""";

    private static final String ADVANCE =
            """
            state = 'sweeping', failures = 0, updated_at = clock_timestamp(),
                    lease_until = CASE WHEN %1$s THEN NULL ELSE clock_timestamp() + make_interval(secs => $3) END,
                    fully_planned = %1$s""";

    private static final String CUT_RANGE =
            """
            WITH %s,
            advanced AS (
                UPDATE bulk_job b
                SET %s, slice_count = b.slice_count + 1, planned = b.planned + $6,
                    plan_position = b.plan_position + CASE WHEN $7::boolean THEN 1 ELSE 0 END,
                    plan_at = CASE WHEN $7 THEN NULL ELSE $4::timestamptz END,
                    plan_id = CASE WHEN $7 THEN NULL ELSE $5::uuid END
                FROM job WHERE b.id = job.id RETURNING b.id, b.fully_planned)
            INSERT INTO bulk_job_slice (job_id, slice_no, kind, scope_id, cursor_at, cursor_id, end_at, end_id, planned)
            SELECT a.id, j.slice_count, $8, j.scope_ids[j.plan_position + 1], coalesce(j.plan_at, j.selected_after),
                   coalesce(j.plan_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), $4, $5, $6
            FROM advanced a JOIN job j ON j.id = a.id
            RETURNING (SELECT fully_planned FROM advanced) AS complete, 1 AS slices"""
                    .formatted(
                            GUARDED_JOB,
                            ADVANCE.formatted("($7::boolean AND b.plan_position + 1 = cardinality(b.scope_ids))"));

    private static final String PASS_SCOPE =
            """
            WITH %s
            UPDATE bulk_job b SET %s, plan_position = b.plan_position + 1, plan_at = NULL, plan_id = NULL
            FROM job WHERE b.id = job.id RETURNING b.fully_planned AS complete, 0 AS slices"""
                    .formatted(GUARDED_JOB, ADVANCE.formatted("(b.plan_position + 1 = cardinality(b.scope_ids))"));

    // Takes keys while all of them fit. Counts one key after the other, each no further than one past the limit, and
    // stops at the first that does not fit: else keys would be counted again in each step before their own.
    private static final String FIND_KEYS =
            """
            WITH RECURSIVE job AS MATERIALIZED (
                SELECT scope_ids[plan_position + 1 : plan_position + $3::integer] AS keys, selected_after, selected_before
                FROM bulk_job WHERE id = $1),
            counted AS (
                SELECT 0 AS keys, 0::bigint AS so_far
                UNION ALL
                SELECT c.keys + 1, c.so_far + (SELECT count(*) FROM (
                           SELECT FROM key_backup b WHERE b.key_id = j.keys[c.keys + 1] AND b.created_at > j.selected_after
                             AND b.created_at < j.selected_before LIMIT $2::integer + 1) backups)
                FROM counted c, job j WHERE c.so_far <= $2 AND c.keys < cardinality(j.keys)),
            fitting AS MATERIALIZED (SELECT max(keys) AS keys FROM counted WHERE so_far <= $2)
            SELECT f.keys,
                   ARRAY(SELECT b.id FROM job j, key_backup b
                         WHERE b.key_id = ANY (j.keys[: f.keys]) AND b.created_at > j.selected_after
                           AND b.created_at < j.selected_before
                         ORDER BY b.created_at, b.id) AS ids
            FROM fitting f""";

    private static final String CUT_KEYS =
            """
            WITH %s,
            advanced AS (
                UPDATE bulk_job b
                SET %s, slice_count = b.slice_count + CASE WHEN cardinality($5::uuid[]) > 0 THEN 1 ELSE 0 END,
                    planned = b.planned + cardinality($5), plan_position = b.plan_position + $4
                FROM job WHERE b.id = job.id RETURNING b.id, b.fully_planned),
            slice AS (
                INSERT INTO bulk_job_slice (job_id, slice_no, kind, ids, planned)
                SELECT j.id, j.slice_count, 'ids', $5, cardinality($5)
                FROM advanced a JOIN job j ON j.id = a.id WHERE cardinality($5) > 0
                RETURNING slice_no)
            SELECT fully_planned AS complete, (SELECT count(*)::integer FROM slice) AS slices FROM advanced"""
                    .formatted(
                            GUARDED_JOB,
                            ADVANCE.formatted("(b.plan_position + $4::integer >= cardinality(b.scope_ids))"));

    private static final String CUT_NAMED =
            """
            WITH %s,
            advanced AS (
                UPDATE bulk_job b
                SET %s, slice_count = ceil(cardinality(b.scope_ids) / $4::numeric)::integer,
                    planned = cardinality(b.scope_ids), plan_position = cardinality(b.scope_ids)
                FROM job WHERE b.id = job.id RETURNING b.id, b.fully_planned, b.slice_count, b.scope_ids),
            slices AS (
                INSERT INTO bulk_job_slice (job_id, slice_no, kind, ids, ids_named, planned)
                SELECT a.id, n, 'ids', part.ids, true, cardinality(part.ids)
                FROM advanced a, generate_series(0, a.slice_count - 1) n,
                     LATERAL (SELECT a.scope_ids[n * $4::integer + 1 : (n + 1) * $4::integer] AS ids) part
                RETURNING slice_no)
            SELECT fully_planned AS complete, slice_count AS slices FROM advanced"""
                    .formatted(GUARDED_JOB, ADVANCE.formatted("true"));

    private final AllAccountsDatabase database;
    private final SweepConfig config;

    SlicePlanRepository(AllAccountsDatabase database, SweepConfig config) {
        this.database = database;
        this.config = config;
    }

    /** See {@link io.keysweep.sweep.SweepTarget#cutNext}. */
    Uni<PlanStep> cutNext(JobLease lease) {
        return database.execute(WHERE_PLANNED, Tuple.of(lease.jobId(), lease.epoch()))
                .map(rows -> Rows.first(rows).orElseThrow(() -> new LeaseLostException(lease)))
                .chain(planned -> cutNext(lease, planned));
    }

    private Uni<PlanStep> cutNext(JobLease lease, Row planned) {
        int size = nextSliceSize(planned.getInteger("slice_count"));
        return switch (planned.getString("scope")) {
            case "vault" -> cutRange(lease, SliceKind.VAULT_RANGE, "vault_id", size);
            case "key" -> cutKeyRange(lease, size);
            case "keys" -> planned.getBoolean("inside_key") ? cutKeyRange(lease, size) : cutKeys(lease, size);
            default -> write(lease, CUT_NAMED, guard(lease).addInteger(NAMED_IDS_IN_SLICE));
        };
    }

    private int nextSliceSize(int slices) {
        return SliceSize.after(slices, config.slicesPerReplica(), config.firstSliceSize(), config.sliceSize());
    }

    private Uni<PlanStep> cutKeyRange(JobLease lease, int size) {
        return cutRange(lease, SliceKind.KEY_RANGE, "key_id", size);
    }

    private Uni<PlanStep> cutRange(JobLease lease, SliceKind kind, String scopeColumn, int size) {
        return database.execute(
                        FIND_RANGE_END.formatted(CURSOR, REST.formatted(scopeColumn)), Tuple.of(lease.jobId(), size))
                .chain(ends -> ends.size() == 0
                        ? write(lease, PASS_SCOPE, guard(lease))
                        : write(lease, CUT_RANGE, range(lease, kind, Rows.only(ends))));
    }

    private Tuple range(JobLease lease, SliceKind kind, Row end) {
        OffsetDateTime at = end.getOffsetDateTime("created_at");
        return guard(lease)
                .addOffsetDateTime(at)
                .addUUID(end.getUUID("id"))
                .addLong(end.getLong("planned"))
                .addBoolean(end.getBoolean("last"))
                .addString(kind.sqlName());
    }

    private Uni<PlanStep> cutKeys(JobLease lease, int size) {
        return database.execute(FIND_KEYS, Tuple.of(lease.jobId(), Math.min(size, IDS_IN_SLICE), KEYS_IN_STEP))
                .map(Rows::only)
                .chain(found -> found.getInteger("keys") == 0
                        ? cutKeyRange(lease, size)
                        : cutKeys(lease, found.getInteger("keys"), found.getArrayOfUUIDs("ids")));
    }

    private Uni<PlanStep> cutKeys(JobLease lease, int keys, UUID[] ids) {
        return write(lease, CUT_KEYS, guard(lease).addInteger(keys).addArrayOfUUID(ids));
    }

    private Tuple guard(JobLease lease) {
        return Tuple.of(lease.jobId(), lease.epoch(), Seconds.of(config.lease()));
    }

    private Uni<PlanStep> write(JobLease lease, String sql, Tuple parameters) {
        return database.execute(sql, parameters)
                .map(rows -> Rows.first(rows).orElseThrow(() -> new LeaseLostException(lease)))
                .map(row -> new PlanStep(row.getInteger("slices"), row.getBoolean("complete")));
    }
}

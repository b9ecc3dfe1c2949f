package io.keysweep.backup;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.LeaseLostException;
import io.keysweep.sweep.Seconds;
import io.keysweep.sweep.SweepConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The verify pass: finds rows of a swept selection that are still there.
 *
 * <p>A chunk deletes what its snapshot shows, so a row can only have escaped if the transaction that inserted it had not
 * committed by then. Such a transaction was under way when the job was accepted or began later, so its number is not below
 * {@code bulk_job.first_xact}. Looking at rows from there on looks at everything that can have escaped, however large the
 * selection was, and never at what was deleted. Rows of transactions that are yet to come were restored from another cluster
 * and are as old as that: were they looked at, a restored database would be looked through for each job.
 *
 * <p>Whatever puts a backup under protection writes {@code inserted_xact} anew, since a row that a chunk met unprotected,
 * waited for and then left alone would else be reported by nobody.
 *
 * <p>Ids given one by one need none of it: each was looked for by its name.
 */
@ApplicationScoped
class StragglerRepository {

    private static final String JOB = "SELECT scope, first_xact FROM bulk_job WHERE id = $1 AND epoch = $2";

    // $4, the first transaction, is a parameter and not read in the statement, so that the planner sees how few rows it
    // means.
    private static final String CUT =
            """
            WITH job AS MATERIALIZED (
                UPDATE bulk_job SET lease_until = clock_timestamp() + make_interval(secs => $3)
                WHERE id = $1 AND epoch = $2 AND state = 'sweeping' AND NOT abort
                RETURNING account, scope_ids, selected_after, selected_before, keep_last, include_last_of_gone_keys),
            slice AS MATERIALIZED (SELECT keep_last, include_last_of_gone_keys FROM job),
            recent AS MATERIALIZED (
                SELECT b.id, b.account, b.%1$s AS scope_id, b.key_id, b.created_at FROM key_backup b
                WHERE b.inserted_xact >= $4
                  AND b.inserted_xact < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                ORDER BY b.inserted_xact),
            found AS MATERIALIZED (
                SELECT array_agg(id) AS ids FROM (
                    SELECT b.id FROM recent b, job j
                    WHERE b.account = j.account AND b.scope_id = ANY (j.scope_ids)
                      AND b.created_at > j.selected_after AND b.created_at < j.selected_before
                      AND NOT %2$s
                      AND NOT EXISTS (
                          SELECT FROM (SELECT unnest(o.ids) AS id FROM bulk_job_outcome o
                                       WHERE o.job_id = $1 AND o.outcome IN ('failed', 'held')) told
                          WHERE told.id = b.id)
                    LIMIT $5) rest
                HAVING count(*) > 0),
            cut AS (
                INSERT INTO bulk_job_slice (job_id, slice_no, kind, ids, planned)
                SELECT $1, (SELECT count(*)::integer FROM bulk_job_slice WHERE job_id = $1), 'ids', ids, 0 FROM found
                RETURNING cardinality(ids) AS stragglers)
            SELECT coalesce((SELECT stragglers FROM cut), 0) AS stragglers FROM job""";

    private final AllAccountsDatabase database;
    private final SweepConfig config;

    StragglerRepository(AllAccountsDatabase database, SweepConfig config) {
        this.database = database;
        this.config = config;
    }

    /** See {@link io.keysweep.sweep.SweepTarget#cutStragglers}. */
    Uni<Integer> cut(JobLease lease) {
        return database.execute(JOB, Tuple.of(lease.jobId(), lease.epoch()))
                .map(rows -> Rows.first(rows).orElseThrow(() -> new LeaseLostException(lease)))
                .chain(job -> cut(lease, job.getString("scope"), job.getLong("first_xact")));
    }

    private Uni<Integer> cut(JobLease lease, String scope, long firstXact) {
        return switch (scope) {
            case "vault" -> cutBy("vault_id", lease, firstXact);
            case "key", "keys" -> cutBy("key_id", lease, firstXact);
            default -> Uni.createFrom().item(0);
        };
    }

    private Uni<Integer> cutBy(String scopeColumn, JobLease lease, long firstXact) {
        Tuple parameters = Tuple.of(lease.jobId(), lease.epoch(), Seconds.of(config.lease()))
                .addLong(firstXact)
                .addInteger(SlicePlanRepository.IDS_IN_SLICE);
        return database.execute(CUT.formatted(scopeColumn, Protection.KEPT), parameters)
                .map(rows -> Rows.first(rows)
                        .orElseThrow(() -> new LeaseLostException(lease))
                        .getInteger("stragglers"));
    }
}

package io.keysweep.sync;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.http.PageRequest;
import io.keysweep.sweep.JobStatements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Reads synchronizations, and cancels them. Each statement is bound to the account and to the operation. */
@ApplicationScoped
class SyncJobRepository {

    private static final int NAMES_REPEATED = 100;

    // $1 account, $2 requester, $3 ids, $4 states, $5 vaults.
    private static final String LISTED =
            """
            WHERE j.account = $1 AND j.operation = 'synchronize-keys' AND ($2::text IS NULL OR j.created_by = $2)
              AND ($3::uuid[] IS NULL OR j.id = ANY ($3)) AND ($4::text[] IS NULL OR j.state = ANY ($4))
              AND ($5::text[] IS NULL OR j.scope_ids && ARRAY(
                   SELECT v.id FROM vault v
                   WHERE v.account = $1 AND (v.id::text = ANY ($5) OR v.azure_name = ANY ($5)
                                             OR v.azure_name || '::' || v.subscription_id = ANY ($5))))""";

    // The page first: what became of their vaults is summed up for no more jobs than are shown.
    private static final String LIST =
            """
            WITH page AS MATERIALIZED (
                SELECT j.id FROM bulk_job j
                %2$s ORDER BY j.created_at DESC, j.id OFFSET $6 LIMIT $7)
            SELECT j.id, j.account, j.created_by, j.created_at, j.updated_at, j.completed_at, j.state, j.abort,
                   j.synchronize_all, j.take_cloud_key_backup, j.error, cardinality(j.scope_ids) AS vaults,
                   ARRAY(SELECT coalesce(v.azure_name || '::' || v.subscription_id, named.id::text)
                         FROM unnest(j.scope_ids[: %1$d]) WITH ORDINALITY named (id, n) LEFT JOIN vault v ON v.id = named.id
                         ORDER BY named.n) AS key_vaults,
                   s.*
            FROM page p JOIN bulk_job j ON j.id = p.id CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE state = 'done') AS vaults_done, count(error) AS vaults_failed,
                       coalesce(sum(succeeded), 0)::bigint AS keys, coalesce(sum(backed_up), 0)::bigint AS backups,
                       coalesce(sum(failed), 0)::bigint - count(error) AS keys_failed
                FROM bulk_job_slice WHERE job_id = j.id) s
            ORDER BY j.created_at DESC, j.id"""
                    .formatted(NAMES_REPEATED, LISTED);

    private static final String COUNT = "SELECT count(*) AS total FROM bulk_job j " + LISTED;

    private static final String CANCEL = JobStatements.CANCEL + LISTED;

    private final AccountDatabase database;

    SyncJobRepository(AccountDatabase database) {
        this.database = database;
    }

    /** A page of jobs, the newest first. */
    Uni<List<SyncJob>> list(SyncJobFilter filter, PageRequest page) {
        return database.list(
                        filter.account(),
                        LIST,
                        filtered(filter).addInteger(page.skip()).addInteger(page.size()))
                .map(rows -> Rows.all(rows, SyncJobRepository::job));
    }

    /** How many jobs pass the filter. */
    Uni<Long> count(SyncJobFilter filter) {
        return database.list(filter.account(), COUNT, filtered(filter))
                .map(rows -> Rows.only(rows).getLong("total"));
    }

    /** Marks the jobs as to be aborted; those that have ended keep their state. */
    Uni<Void> cancel(SyncJobFilter filter) {
        return database.execute(filter.account(), CANCEL, filtered(filter)).replaceWithVoid();
    }

    private static Tuple filtered(SyncJobFilter filter) {
        return Tuple.of(filter.account(), filter.createdBy())
                .addArrayOfUUID(filter.ids())
                .addArrayOfString(filter.states())
                .addArrayOfString(filter.keyVaults());
    }

    private static SyncJob job(Row row) {
        return new SyncJob(
                row.getUUID("id"),
                row.getString("account"),
                row.getString("created_by"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                Rows.time(row, "completed_at"),
                row.getString("state"),
                row.getBoolean("abort"),
                List.of(row.getArrayOfStrings("key_vaults")),
                row.getBoolean("synchronize_all"),
                row.getBoolean("take_cloud_key_backup"),
                new SyncCounts(
                        row.getInteger("vaults"),
                        row.getLong("vaults_done"),
                        row.getLong("vaults_failed"),
                        row.getLong("keys"),
                        row.getLong("backups"),
                        row.getLong("keys_failed")),
                Optional.ofNullable(row.getString("error")));
    }
}

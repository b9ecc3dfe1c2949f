package io.keysweep.schedule;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads runs, each with how its job stands, and deletes their records. */
@ApplicationScoped
class JobRunRepository {

    // A run without a job is over as soon as it is there.
    private static final String STATUS =
            """
            CASE WHEN r.error IS NOT NULL OR j.state = 'failed' THEN 'failed'
                 WHEN j.id IS NULL OR j.state = 'completed' THEN 'completed' ELSE 'in_progress' END""";

    private static final String JOINED = " FROM job_run r LEFT JOIN bulk_job j ON j.id = r.job_id\n";

    private static final String COUNTS =
            """
            LEFT JOIN LATERAL (
                SELECT count(*) FILTER (WHERE state = 'done') AS vaults_done, count(error) AS vaults_failed,
                       coalesce(sum(backed_up), 0)::bigint AS backups,
                       coalesce(sum(failed), 0)::bigint - count(error) AS keys_failed
                FROM bulk_job_slice WHERE job_id = j.id) s ON j.operation = 'back-up-keys'
            """;

    private static final String LISTED =
            """
            WHERE r.account = $1 AND ($2::uuid[] IS NULL OR r.id = ANY ($2)) AND ($3::uuid[] IS NULL OR r.config_id = ANY ($3))
              AND ($4::text[] IS NULL OR r.operation = ANY ($4)) AND ($5::text[] IS NULL OR %s = ANY ($5))
            """
                    .formatted(STATUS);

    private static final String PAGE = "SELECT r.id" + JOINED + LISTED + "ORDER BY %1$s OFFSET $6 LIMIT $7";

    private static final String SHOWN =
            """
            SELECT r.id, r.account, r.config_id, r.operation, r.due_at, r.by_hand, r.job_id, r.created_at, r.left_out,
                   coalesce(r.error, j.error) AS error, %s AS status,
                   CASE WHEN r.job_id IS NULL THEN r.created_at ELSE j.completed_at END AS completed_at,
                   cardinality(j.scope_ids) AS vaults, s.*
            FROM page p JOIN job_run r ON r.id = p.id LEFT JOIN bulk_job j ON j.id = r.job_id
            """
                            .formatted(STATUS)
                    + COUNTS;

    // The page first: how their jobs stand is summed up for no more runs than are shown.
    private static final String LIST = "WITH page AS MATERIALIZED (" + PAGE + ")\n" + SHOWN + "ORDER BY %1$s";

    private static final String BYTES = "WITH page AS MATERIALIZED (" + PAGE + ")\n"
            + "SELECT coalesce(sum(octet_length(r.left_out::text)), 0)::bigint AS bytes FROM page p JOIN job_run r ON r.id = p.id";

    private static final String COUNT = "SELECT count(*) AS total" + JOINED + LISTED;

    // Bulk jobs and synchronizations have calls of their own; of a scheduled backup the run is all that shows.
    private static final String DELETE =
            """
            WITH ended AS MATERIALIZED (
                SELECT r.id, r.job_id FROM job_run r LEFT JOIN bulk_job j ON j.id = r.job_id
                WHERE r.account = $1 AND r.id = $2 AND (j.id IS NULL OR j.state IN ('completed', 'failed'))),
            job AS (
                DELETE FROM bulk_job j USING ended e WHERE j.id = e.job_id AND j.operation = 'back-up-keys')
            DELETE FROM job_run r USING ended e WHERE r.id = e.id""";

    private final AccountDatabase database;

    JobRunRepository(AccountDatabase database) {
        this.database = database;
    }

    /** A page of runs. */
    Uni<List<JobRun>> list(JobRunFilter filter, PageRequest page) {
        return checkBytes(filter, page)
                .chain(() -> page(LIST, filter, page))
                .map(rows -> Rows.all(rows, JobRunRepository::run));
    }

    private Uni<Void> checkBytes(JobRunFilter filter, PageRequest page) {
        return page.large()
                ? page(BYTES, filter, page)
                        .invoke(rows -> page.checkBytes(Rows.only(rows).getLong("bytes")))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private Uni<RowSet<Row>> page(String sql, JobRunFilter filter, PageRequest page) {
        return database.list(
                filter.account(),
                sql.formatted(filter.orderBy()),
                filtered(filter).addInteger(page.skip()).addInteger(page.size()));
    }

    /** How many runs pass the filter. */
    Uni<Long> count(JobRunFilter filter) {
        return database.list(filter.account(), COUNT, filtered(filter))
                .map(rows -> Rows.only(rows).getLong("total"));
    }

    /**
     * Deletes the record of a run that has ended.
     *
     * @return false if there is none, or it has not ended
     */
    Uni<Boolean> delete(String account, UUID id) {
        return database.execute(account, DELETE, Tuple.of(account, id)).map(rows -> rows.rowCount() == 1);
    }

    private static Tuple filtered(JobRunFilter filter) {
        return Tuple.tuple()
                .addString(filter.account())
                .addArrayOfUUID(filter.ids())
                .addArrayOfUUID(filter.configIds())
                .addArrayOfString(filter.operations())
                .addArrayOfString(filter.statuses());
    }

    private static JobRun run(Row row) {
        return new JobRun(
                row.getUUID("id"),
                row.getString("account"),
                row.getUUID("config_id"),
                row.getString("operation"),
                row.getOffsetDateTime("due_at").toInstant(),
                row.getBoolean("by_hand"),
                Optional.ofNullable(row.getUUID("job_id")),
                row.getString("status"),
                leftOut(row.getArrayOfStrings("left_out")),
                Optional.ofNullable(row.getLong("backups")).map(backups -> counts(row, backups)),
                Optional.ofNullable(row.getString("error")),
                row.getOffsetDateTime("created_at").toInstant(),
                Rows.time(row, "completed_at"));
    }

    private static List<String> leftOut(String[] names) {
        return names == null ? List.of() : List.of(names);
    }

    private static RunCounts counts(Row row, long backups) {
        return new RunCounts(
                row.getInteger("vaults"),
                row.getLong("vaults_done"),
                row.getLong("vaults_failed"),
                backups,
                row.getLong("keys_failed"));
    }
}

package io.keysweep.bulkjob;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.http.PageRequest;
import io.keysweep.sweep.JobState;
import io.keysweep.sweep.JobStatements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads, cancels and deletes jobs. Plain SQL, because state and counts of a job must come from one snapshot: two reads
 * could show a client progress that falls.
 */
@ApplicationScoped
class BulkJobRepository {

    private static final String COLUMNS =
            """
            SELECT j.id, j.account, j.created_by, j.created_at, j.updated_at, j.completed_at, j.state, j.abort, j.scope,
                   cardinality(j.scope_ids) AS scope_size,
                   CASE WHEN cardinality(j.scope_ids) <= %d THEN j.scope_ids ELSE '{}' END AS scope_ids,
                   j.created_after, j.created_before, j.fully_planned, j.error,
                   coalesce(j.total, CASE WHEN j.scope = 'backups' THEN cardinality(j.scope_ids)
                                          ELSE greatest(j.planned, s.settled) END) AS total,
                   coalesce(j.succeeded, s.succeeded) AS succeeded, coalesce(j.failed, s.failed) AS failed,
                   coalesce(j.missing, s.missing) AS missing,
                   CASE WHEN j.total IS NULL THEN s.held ELSE coalesce(j.held, 0) END AS held,
                   j.include_last_of_gone_keys, j.keep_last
            FROM bulk_job j CROSS JOIN LATERAL (
                SELECT coalesce(sum(succeeded), 0)::bigint AS succeeded, coalesce(sum(failed), 0)::bigint AS failed,
                       coalesce(sum(missing), 0)::bigint AS missing, coalesce(sum(held), 0)::bigint AS held,
                       coalesce(sum(succeeded + failed + missing + held), 0)::bigint AS settled
                FROM bulk_job_slice WHERE job_id = j.id AND j.total IS NULL) s
            """
                    .formatted(BulkJob.IDS_REPEATED);

    private static final String VISIBLE =
            "j.operation = 'delete-key-backups' AND j.account = $1 AND ($2::text IS NULL OR j.created_by = $2)";

    private static final String FIND = COLUMNS + "WHERE j.id = $3 AND " + VISIBLE;

    // Filters: null lets everything pass.
    private static final String LISTED = " WHERE " + VISIBLE
            + " AND ($3::uuid[] IS NULL OR j.id = ANY ($3)) AND ($4::text[] IS NULL OR j.state = ANY ($4))"
            + " AND ($5::text[] IS NULL OR j.operation = ANY ($5)) AND ($6::text[] IS NULL OR j.cloud = ANY ($6)) ";

    private static final String LIST = COLUMNS + LISTED + "ORDER BY %s OFFSET $7 LIMIT $8";

    private static final String COUNT = "SELECT count(*) AS total FROM bulk_job j" + LISTED;

    private static final String CANCEL = JobStatements.CANCEL + "WHERE j.id = $3 AND " + VISIBLE + " RETURNING j.id";

    private static final String DELETE =
            "DELETE FROM bulk_job j WHERE j.id = $3 AND j.state IN ('completed', 'failed') AND " + VISIBLE;

    private final AccountDatabase database;

    BulkJobRepository(AccountDatabase database) {
        this.database = database;
    }

    /** The job, if it is there and visible. */
    Uni<Optional<BulkJob>> find(Visibility visibility, UUID id) {
        return database.execute(visibility.account(), FIND, visible(visibility).addUUID(id))
                .map(rows -> Rows.first(rows).map(BulkJobRepository::job));
    }

    /** A page of the jobs that pass the filter. */
    Uni<List<BulkJob>> list(Visibility visibility, BulkJobFilter filter, PageRequest page) {
        return database.list(
                        visibility.account(),
                        LIST.formatted(filter.orderBy()),
                        filtered(visibility, filter).addInteger(page.skip()).addInteger(page.size()))
                .map(rows -> Rows.all(rows, BulkJobRepository::job));
    }

    /** How many jobs pass the filter. */
    Uni<Long> count(Visibility visibility, BulkJobFilter filter) {
        return database.list(visibility.account(), COUNT, filtered(visibility, filter))
                .map(rows -> Rows.only(rows).getLong("total"));
    }

    /**
     * Marks the job as to be aborted; one that has ended keeps its state.
     *
     * @return whether there is such a job
     */
    Uni<Boolean> cancel(Visibility visibility, UUID id) {
        return database.execute(
                        visibility.account(), CANCEL, visible(visibility).addUUID(id))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Deletes a job that has ended, with its slices and outcomes.
     *
     * @return false if there is no such job, or it has not ended
     */
    Uni<Boolean> delete(Visibility visibility, UUID id) {
        return database.execute(
                        visibility.account(), DELETE, visible(visibility).addUUID(id))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Tuple visible(Visibility visibility) {
        return Tuple.of(visibility.account(), visibility.createdBy().orElse(null));
    }

    private static Tuple filtered(Visibility visibility, BulkJobFilter filter) {
        return visible(visibility)
                .addArrayOfUUID(filter.ids())
                .addArrayOfString(filter.states())
                .addArrayOfString(filter.operations())
                .addArrayOfString(filter.clouds());
    }

    private static BulkJob job(Row row) {
        return new BulkJob(
                row.getUUID("id"),
                row.getString("account"),
                row.getString("created_by"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                Rows.time(row, "completed_at"),
                JobState.of(row.getString("state")),
                row.getBoolean("abort"),
                Scope.of(row.getString("scope")),
                row.getInteger("scope_size"),
                List.of(row.getArrayOfUUIDs("scope_ids")),
                Rows.time(row, "created_after"),
                Rows.time(row, "created_before"),
                Optional.ofNullable(row.getInteger("keep_last")),
                row.getBoolean("include_last_of_gone_keys"),
                row.getBoolean("fully_planned"),
                new Counts(
                        row.getLong("total"),
                        row.getLong("succeeded"),
                        row.getLong("failed"),
                        row.getLong("missing"),
                        row.getLong("held")),
                Optional.ofNullable(row.getString("error")));
    }
}

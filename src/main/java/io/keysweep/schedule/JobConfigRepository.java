package io.keysweep.schedule;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stores schedules. Each statement is bound to the account. */
@ApplicationScoped
class JobConfigRepository {

    static final String COLUMNS =
            """
            c.id, c.account, c.name, c.description, c.operation, c.run_at, c.start_date, c.end_date, c.disabled, c.parameters,
            c.created_by, c.created_at, c.updated_at, c.revision, c.next_run_at""";

    private static final String NOW = "SELECT clock_timestamp() AS now";

    private static final String INSERT =
            """
            INSERT INTO job_config AS c (id, account, name, description, operation, run_at, start_date, end_date, disabled,
                                         parameters, created_by, next_run_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING\s"""
                    + COLUMNS;

    private static final String UPDATE =
            """
            UPDATE job_config c
            SET name = $4, description = $5, run_at = $6, start_date = $7, end_date = $8, disabled = $9, parameters = $10,
                next_run_at = CASE WHEN $12 THEN c.next_run_at ELSE $11 END, revision = c.revision + 1,
                updated_at = clock_timestamp()
            WHERE c.account = $1 AND c.id = $2 AND c.revision = $3 RETURNING\s"""
                    + COLUMNS;

    private static final String FIND = "SELECT " + COLUMNS + " FROM job_config c WHERE c.account = $1 AND c.id = $2";

    private static final String LISTED =
            """
             FROM job_config c
            WHERE c.account = $1 AND ($2::uuid[] IS NULL OR c.id = ANY ($2)) AND ($3::text[] IS NULL OR c.name = ANY ($3))
              AND ($4::text[] IS NULL OR c.operation = ANY ($4)) AND ($5::boolean IS NULL OR c.disabled = $5)
            """;

    private static final String LIST = "SELECT " + COLUMNS + LISTED + "ORDER BY %s OFFSET $6 LIMIT $7";

    private static final String BYTES =
            "SELECT coalesce(sum(octet_length(parameters::text)), 0)::bigint AS bytes FROM (SELECT c.parameters"
                    + LISTED + "ORDER BY %s OFFSET $6 LIMIT $7) page";

    private static final String COUNT = "SELECT count(*) AS total" + LISTED;

    private static final String DELETE = "DELETE FROM job_config WHERE account = $1 AND id = $2";

    private final AccountDatabase database;

    JobConfigRepository(AccountDatabase database) {
        this.database = database;
    }

    /** The time, by the clock that runs are due by. */
    Uni<Instant> now(String account) {
        return database.execute(account, NOW, Tuple.tuple())
                .map(rows -> Rows.only(rows).getOffsetDateTime("now").toInstant());
    }

    Uni<JobConfig> insert(String account, String createdBy, JobConfigDraft draft, Optional<Instant> nextRun) {
        Tuple values = Tuple.of(UUID.randomUUID(), account, draft.name(), draft.description())
                .addString(draft.parameters().operation().wireName());
        return database.execute(
                        account,
                        INSERT,
                        changeable(values, draft).addString(createdBy).addOffsetDateTime(utc(nextRun)))
                .map(rows -> config(Rows.only(rows)));
    }

    /**
     * Stores the schedule changed; empty if somebody else changed it meanwhile.
     *
     * @param nextRun of its times, if those changed; else it stays due as it is, also if its run is made at this moment
     */
    Uni<Optional<JobConfig>> update(JobConfig config, JobConfigDraft draft, Optional<Instant> nextRun) {
        Tuple values = Tuple.of(config.account(), config.id(), config.revision(), draft.name(), draft.description());
        return database.execute(
                        config.account(),
                        UPDATE,
                        changeable(values, draft)
                                .addOffsetDateTime(utc(nextRun))
                                .addBoolean(draft.isDueAs(config.draft())))
                .map(rows -> Rows.first(rows).map(JobConfigRepository::config));
    }

    private static Tuple changeable(Tuple values, JobConfigDraft draft) {
        return values.addString(draft.runAt())
                .addOffsetDateTime(utc(draft.start()))
                .addOffsetDateTime(utc(draft.end()))
                .addBoolean(draft.disabled())
                .addJsonObject(JsonObject.mapFrom(draft.parameters()));
    }

    /** The account's schedule of this id, if there is one. */
    Uni<Optional<JobConfig>> find(String account, UUID id) {
        return database.execute(account, FIND, Tuple.of(account, id))
                .map(rows -> Rows.first(rows).map(JobConfigRepository::config));
    }

    /** A page of schedules. */
    Uni<List<JobConfig>> list(JobConfigFilter filter, PageRequest page) {
        return checkBytes(filter, page)
                .chain(() -> page(LIST, filter, page))
                .map(rows -> Rows.all(rows, JobConfigRepository::config));
    }

    private Uni<Void> checkBytes(JobConfigFilter filter, PageRequest page) {
        return page.large()
                ? page(BYTES, filter, page)
                        .invoke(rows -> page.checkBytes(Rows.only(rows).getLong("bytes")))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private Uni<RowSet<Row>> page(String sql, JobConfigFilter filter, PageRequest page) {
        return database.list(
                filter.account(),
                sql.formatted(filter.orderBy()),
                filtered(filter).addInteger(page.skip()).addInteger(page.size()));
    }

    /** How many schedules pass the filter. */
    Uni<Long> count(JobConfigFilter filter) {
        return database.execute(filter.account(), COUNT, filtered(filter))
                .map(rows -> Rows.only(rows).getLong("total"));
    }

    /** Deletes a schedule and the records of its runs; the jobs that they made stay. */
    Uni<Boolean> delete(String account, UUID id) {
        return database.execute(account, DELETE, Tuple.of(account, id)).map(rows -> rows.rowCount() == 1);
    }

    private static Tuple filtered(JobConfigFilter filter) {
        return Tuple.tuple()
                .addString(filter.account())
                .addArrayOfUUID(filter.ids())
                .addArrayOfString(filter.names())
                .addArrayOfString(filter.operations())
                .addBoolean(filter.disabled());
    }

    /** From the columns of {@link #COLUMNS}. */
    static JobConfig config(Row row) {
        JobConfigDraft draft = new JobConfigDraft(
                row.getString("name"),
                row.getString("description"),
                row.getString("run_at"),
                Rows.time(row, "start_date"),
                Rows.time(row, "end_date"),
                row.getBoolean("disabled"),
                parameters(JobOperation.of(row.getString("operation")), row.getJsonObject("parameters")));
        return new JobConfig(
                row.getUUID("id"),
                row.getString("account"),
                draft,
                row.getString("created_by"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                row.getInteger("revision"),
                Rows.time(row, "next_run_at"));
    }

    private static JobParameters parameters(JobOperation operation, JsonObject stored) {
        return switch (operation) {
            case KEY_BACKUP -> stored.mapTo(JobParameters.KeyBackup.class);
            case SYNCHRONIZATION -> stored.mapTo(JobParameters.Synchronization.class);
            case DELETE_KEY_BACKUPS -> stored.mapTo(JobParameters.Deletion.class);
        };
    }

    static OffsetDateTime utc(Optional<Instant> time) {
        return time.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null);
    }
}

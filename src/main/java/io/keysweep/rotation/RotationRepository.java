package io.keysweep.rotation;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.http.PageRequest;
import io.keysweep.http.ResourceUri;
import io.keysweep.limits.JobLimit;
import io.keysweep.sweep.JobState;
import io.keysweep.sweep.JobStatements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Accepts, reads and cancels rotations. Each statement is bound to the account. */
@ApplicationScoped
class RotationRepository {

    private static final int MOST_ERRORS = 1_000;

    /** $1 id, $2 account, $3 requester, $4 whether it is for all accounts, $5 the most unfinished jobs. */
    static final String ACCEPT_WRAPPING_KEY =
            """
            INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,
                                  all_accounts, place)
            SELECT $1, $2, 'rotate-wrapping-key', $3, 'wrapped-keys', ARRAY[$1::uuid], '-infinity', now(), $4::boolean,
                   keysweep_job_place($2, $5)""";

    // The vault's row is locked: it cannot be removed while the job is put on record.
    private static final String ACCEPT_DATA_KEYS =
            """
            INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,
                                  place)
            SELECT $1, $2, 'rotate-data-keys', $3, 'vault', array_agg(v.id ORDER BY v.id), '-infinity', now(),
                   keysweep_job_place($2, $5)
            FROM (SELECT id FROM vault WHERE account = $2 AND ($4::uuid IS NULL OR id = $4) FOR SHARE) v
            HAVING count(*) > 0""";

    private static final String LISTED =
            """
            WHERE j.account = $1 AND j.operation IN ('rotate-wrapping-key', 'rotate-data-keys')
              AND ($2::uuid IS NULL OR j.id = $2)""";

    private static final String LIST =
            """
            SELECT j.id, j.account, j.operation, j.created_by, j.created_at, j.updated_at, j.completed_at, j.state, j.abort,
                   j.all_accounts, j.error, j.scope_ids[: 100] AS parts_named, cardinality(j.scope_ids) AS parts, s.*
            FROM bulk_job j CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE state = 'done') AS parts_done,
                       coalesce(sum(succeeded), 0)::bigint AS rotated, coalesce(sum(failed), 0)::bigint AS failed_items
                FROM bulk_job_slice WHERE job_id = j.id) s
            %s ORDER BY j.created_at DESC, j.id OFFSET $3 LIMIT $4"""
                    .formatted(LISTED);

    private static final String COUNT = "SELECT count(*) AS total FROM bulk_job j " + LISTED;

    private static final String CANCEL = JobStatements.CANCEL + LISTED;

    private static final String ERRORS =
            """
            SELECT o.ids[1] AS id, o.error FROM bulk_job_outcome o JOIN bulk_job j ON j.id = o.job_id
            WHERE j.account = $1 AND o.job_id = $2 AND o.outcome = 'failed' ORDER BY o.slice_no, o.chunk_no LIMIT $3""";

    private static final String DESTROYED_LISTED = "WHERE account = $1 AND ($2::uuid IS NULL OR vault_id = $2)";

    private static final String DESTROYED =
            """
            SELECT id, account, vault_id, month, wrapping_key, created_at, destroyed_at FROM destroyed_data_key
            %s ORDER BY destroyed_at DESC, id OFFSET $3 LIMIT $4"""
                    .formatted(DESTROYED_LISTED);

    private static final String DESTROYED_COUNT =
            "SELECT count(*) AS total FROM destroyed_data_key " + DESTROYED_LISTED;

    private final AccountDatabase database;
    private final JobLimit limit;

    RotationRepository(AccountDatabase database, JobLimit limit) {
        this.database = database;
        this.limit = limit;
    }

    /** Accepts a rotation of the wrapping key, for this account alone; gives the job's id. */
    Uni<UUID> acceptWrappingKey(String account, String createdBy) {
        UUID id = UUID.randomUUID();
        return database.execute(account, ACCEPT_WRAPPING_KEY, Tuple.of(id, account, createdBy, false, limit.most()))
                .onFailure(limit::reached)
                .transform(full -> limit.refusal())
                .replaceWith(id);
    }

    /** Accepts a rotation of the data keys of a vault, null for all; empty if the account has no such vault, or none. */
    Uni<Optional<UUID>> acceptDataKeys(String account, String createdBy, UUID vaultId) {
        UUID id = UUID.randomUUID();
        return database.execute(account, ACCEPT_DATA_KEYS, Tuple.of(id, account, createdBy, vaultId, limit.most()))
                .onFailure(limit::reached)
                .transform(full -> limit.refusal())
                .map(rows -> rows.rowCount() == 1 ? Optional.of(id) : Optional.empty());
    }

    /** A page of the account's rotations, the newest first; only the one of that id if it is not null. */
    Uni<List<RotationView>> list(String account, UUID id, PageRequest page) {
        return database.execute(account, LIST, Tuple.of(account, id, page.skip(), page.size()))
                .map(rows -> Rows.all(rows, RotationRepository::view));
    }

    Uni<Long> count(String account) {
        return count(COUNT, account, null);
    }

    /** Marks the job as to be aborted; one that has ended keeps its state. */
    Uni<Void> cancel(String account, UUID id) {
        return database.execute(account, CANCEL, Tuple.of(account, id)).replaceWithVoid();
    }

    /** By id, what went wrong with it. */
    Uni<Map<String, String>> errors(String account, UUID id) {
        return database.execute(account, ERRORS, Tuple.of(account, id, MOST_ERRORS))
                .map(rows -> {
                    Map<String, String> errors = new LinkedHashMap<>();
                    rows.forEach(row -> errors.put(row.getUUID("id").toString(), row.getString("error")));
                    return errors;
                });
    }

    /** A page of the account's destroyed data keys, the latest first. */
    Uni<List<DestroyedDataKeyView>> destroyed(String account, UUID vaultId, PageRequest page) {
        return database.execute(account, DESTROYED, Tuple.of(account, vaultId, page.skip(), page.size()))
                .map(rows -> Rows.all(rows, RotationRepository::destroyed));
    }

    Uni<Long> countDestroyed(String account, UUID vaultId) {
        return count(DESTROYED_COUNT, account, vaultId);
    }

    private Uni<Long> count(String sql, String account, UUID id) {
        return database.execute(account, sql, Tuple.of(account, id))
                .map(rows -> Rows.only(rows).getLong("total"));
    }

    private static RotationView view(Row row) {
        RotationLevel level = RotationLevel.ofOperation(row.getString("operation"));
        return new RotationView(
                row.getUUID("id"),
                ResourceUri.of(row.getString("account"), "rotation-job", row.getUUID("id")),
                ResourceUri.account(row.getString("account")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                Rows.time(row, "completed_at").orElse(null),
                level.wireName(),
                level == RotationLevel.DATA_KEYS ? List.of(row.getArrayOfUUIDs("parts_named")) : null,
                row.getBoolean("all_accounts"),
                JobState.of(row.getString("state")).overallStatus(),
                row.getBoolean("abort"),
                new RotationCounts(
                        row.getInteger("parts"),
                        row.getLong("parts_done"),
                        row.getLong("rotated"),
                        row.getLong("failed_items")),
                row.getString("created_by"),
                null,
                row.getString("error"));
    }

    private static DestroyedDataKeyView destroyed(Row row) {
        return new DestroyedDataKeyView(
                row.getUUID("id"),
                ResourceUri.of(row.getString("account"), "data-key", row.getUUID("id")),
                ResourceUri.account(row.getString("account")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getUUID("vault_id"),
                row.getLocalDate("month").toString(),
                row.getString("wrapping_key"),
                row.getOffsetDateTime("destroyed_at").toInstant());
    }
}

package io.keysweep.bulkjob;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Counts what a job would delete. Reads indexes that carry vault and size, no blobs, and both statements see one snapshot.
 * The work grows with the selection, unlike that of accepting a job.
 */
@ApplicationScoped
class DryRunRepository {

    private static final int SAMPLE = 10;

    // $1 account, $2 ids, $3 vaults, $4 after, $5 before: the selection, word for word as the engine applies it.
    private static final String SELECTED =
            """
            FROM key_backup b
            WHERE b.%s = ANY ($2::uuid[]) AND b.created_at > coalesce($4::timestamptz, '-infinity')
              AND b.created_at < least($5::timestamptz, now() + interval '1 microsecond')
              AND ($3::uuid[] IS NULL OR b.vault_id = ANY ($3))""";

    private static final String SUMMARY =
            """
            SELECT v.id AS vault_id, v.azure_name || '::' || v.subscription_id AS vault_name, g.month, g.count, g.bytes,
                   g.oldest, g.newest, g.kind
            FROM (
                SELECT b.vault_id, to_char(b.created_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*) AS count,
                       coalesce(sum(b.blob_size), 0)::bigint AS bytes, min(b.created_at) AS oldest,
                       max(b.created_at) AS newest,
                       grouping(b.vault_id, to_char(b.created_at AT TIME ZONE 'UTC', 'YYYY-MM')) AS kind
                %s
                GROUP BY GROUPING SETS ((), (b.vault_id), (to_char(b.created_at AT TIME ZONE 'UTC', 'YYYY-MM')))) g
            LEFT JOIN vault v ON v.id = g.vault_id AND v.account = $1
            ORDER BY g.month, vault_name""";

    private static final int KIND_ALL = 3;
    private static final int KIND_VAULT = 1;

    private static final String SAMPLED =
            "SELECT b.id %s AND $1::text IS NOT NULL ORDER BY b.created_at, b.id LIMIT " + SAMPLE;

    private static final String ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private final Pool pool;

    DryRunRepository(Pool pool) {
        this.pool = pool;
    }

    /** What the job would delete. */
    Uni<DryRunView> report(String account, PermittedSelection permitted) {
        Tuple parameters = parameters(account, permitted);
        String selected = selected(permitted.selection().scope());
        return pool.withTransaction(connection -> connection
                .query(ONE_SNAPSHOT)
                .execute()
                .chain(() -> rows(connection, SUMMARY.formatted(selected), parameters))
                .chain(summary -> rows(connection, SAMPLED.formatted(selected), parameters)
                        .map(sample -> report(permitted.selection(), summary, sample))));
    }

    private static Uni<List<Row>> rows(SqlConnection connection, String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters).map(DryRunRepository::list);
    }

    // Only ids that were given one by one can belong to another account: a vault or key was looked up in the caller's.
    private static String selected(Scope scope) {
        return switch (scope) {
            case VAULT -> SELECTED.formatted("vault_id");
            case KEY, KEYS -> SELECTED.formatted("key_id");
            case BACKUPS -> SELECTED.formatted("id") + " AND b.account = $1";
        };
    }

    private static Tuple parameters(String account, PermittedSelection permitted) {
        Selection selection = permitted.selection();
        return Tuple.tuple()
                .addString(account)
                .addArrayOfUUID(selection.ids().toArray(UUID[]::new))
                .addArrayOfUUID(permitted
                        .vaultIds()
                        .map(vaults -> vaults.toArray(UUID[]::new))
                        .orElse(null))
                .addOffsetDateTime(time(selection.createdAfter()))
                .addOffsetDateTime(time(selection.createdBefore()));
    }

    private static OffsetDateTime time(Optional<Instant> instant) {
        return instant.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    private static DryRunView report(Selection selection, List<Row> summary, List<Row> sample) {
        Row all = summary.stream()
                .filter(row -> row.getInteger("kind") == KIND_ALL)
                .findFirst()
                .orElseThrow();
        long count = all.getLong("count");
        return new DryRunView(
                true,
                SelectionReader.OPERATION,
                count,
                all.getLong("bytes"),
                selection.scope() == Scope.BACKUPS ? selection.ids().size() - count : 0,
                instant(all, "oldest"),
                instant(all, "newest"),
                summary.stream()
                        .filter(row -> row.getInteger("kind") == KIND_VAULT)
                        .map(DryRunRepository::ofVault)
                        .toList(),
                summary.stream()
                        .filter(row -> row.getInteger("kind") == KIND_ALL - KIND_VAULT)
                        .map(DryRunRepository::ofMonth)
                        .toList(),
                sample.stream().map(row -> row.getUUID("id")).toList());
    }

    private static DryRunView.OfVault ofVault(Row row) {
        return new DryRunView.OfVault(
                row.getUUID("vault_id"), row.getString("vault_name"), row.getLong("count"), row.getLong("bytes"));
    }

    private static DryRunView.OfMonth ofMonth(Row row) {
        return new DryRunView.OfMonth(row.getString("month"), row.getLong("count"), row.getLong("bytes"));
    }

    private static Instant instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column))
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }

    private static List<Row> list(RowSet<Row> rows) {
        List<Row> list = new ArrayList<>(rows.size());
        rows.forEach(list::add);
        return list;
    }
}

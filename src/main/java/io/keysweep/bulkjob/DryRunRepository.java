package io.keysweep.bulkjob;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.backup.Protection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;

/**
 * Counts what a job would delete. Reads indexes that carry vault and size, no blobs, and all statements see one snapshot.
 * The work grows with the selection, unlike that of accepting a job: {@link DryRuns} says how much of it there may be at once.
 */
@ApplicationScoped
class DryRunRepository {

    private static final int SAMPLE = 10;

    // $1 account, $2 ids, $3 vaults, $4 after, $5 before, $6 keep last, $7 last of gone keys: the
    // selection, and what of it is left alone, as the engine applies it.
    private static final String SLICE =
            "WITH slice AS (SELECT $6::integer AS keep_last, $7::boolean AS include_last_of_gone_keys) ";

    private static final String SELECTED =
            """
            FROM key_backup b
            WHERE b.%s AND b.created_at > coalesce($4::timestamptz, '-infinity')
              AND b.created_at < least($5::timestamptz, now() + interval '1 microsecond')
              AND ($3::uuid[] IS NULL OR b.vault_id = ANY ($3)) AND NOT\s"""
                    + Protection.KEPT;

    // Of one vault or key, an index has them in the order of time.
    private static final String ONLY = "($2::uuid[])[1]";

    private static final String ANY = "ANY ($2::uuid[])";

    // The first condition is that of the small indexes of protected rows.
    private static final String PROTECTED =
            "AND (b.held_until IS NOT NULL OR b.last_of_gone_key) AND " + Protection.PROTECTED;

    private static final String SUMMARY = SLICE
            + """
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

    private static final String HELD = SLICE + "SELECT count(*) AS held %s AND $1::text IS NOT NULL";

    private static final String SAMPLED =
            SLICE + "SELECT b.id %s AND $1::text IS NOT NULL ORDER BY b.created_at, b.id LIMIT " + SAMPLE;

    private final AccountDatabase database;

    DryRunRepository(AccountDatabase database) {
        this.database = database;
    }

    /** What the job would delete. */
    Uni<DryRunView> report(String account, PermittedSelection permitted) {
        Selection selection = permitted.selection();
        Tuple parameters = AcceptRepository.selected(Tuple.of(account), permitted);
        return database.snapshot(account, connection -> read(connection, selected(selection.scope()), parameters))
                .map(found -> report(selection, found));
    }

    /** The rows of the three statements. */
    private record Found(List<Row> held, List<Row> summary, List<Row> sample) {}

    private static Uni<Found> read(SqlConnection connection, String selected, Tuple parameters) {
        String held = selected + "\n" + PROTECTED;
        String deleted = selected + " AND b.id NOT IN (SELECT b.id " + held + ")";
        return Uni.combine()
                .all()
                .unis(
                        rows(connection, HELD.formatted(held), parameters),
                        rows(connection, SUMMARY.formatted(deleted), parameters),
                        rows(connection, SAMPLED.formatted(deleted), parameters))
                .usingConcurrencyOf(1)
                .with(Found::new);
    }

    private static Uni<List<Row>> rows(SqlConnection connection, String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters).map(rows -> Rows.all(rows, Function.identity()));
    }

    // Only ids that were given one by one can belong to another account: a vault or key was looked up in the caller's.
    private static String selected(Scope scope) {
        return switch (scope) {
            case VAULT -> SELECTED.formatted("vault_id = " + ONLY);
            case KEY -> SELECTED.formatted("key_id = " + ONLY);
            case KEYS -> SELECTED.formatted("key_id = " + ANY);
            case BACKUPS -> SELECTED.formatted("id = " + ANY) + " AND b.account = $1";
        };
    }

    private static DryRunView report(Selection selection, Found found) {
        long held = found.held().get(0).getLong("held");
        Row all = found.summary().stream()
                .filter(row -> row.getInteger("kind") == KIND_ALL)
                .findFirst()
                .orElseThrow();
        long count = all.getLong("count");
        return new DryRunView(
                true,
                SelectionReader.OPERATION,
                count,
                all.getLong("bytes"),
                selection.scope() == Scope.BACKUPS ? selection.ids().size() - count - held : 0,
                held,
                Rows.time(all, "oldest").orElse(null),
                Rows.time(all, "newest").orElse(null),
                found.summary().stream()
                        .filter(row -> row.getInteger("kind") == KIND_VAULT)
                        .map(DryRunRepository::ofVault)
                        .toList(),
                found.summary().stream()
                        .filter(row -> row.getInteger("kind") == KIND_ALL - KIND_VAULT)
                        .map(DryRunRepository::ofMonth)
                        .toList(),
                found.sample().stream().map(row -> row.getUUID("id")).toList());
    }

    private static DryRunView.OfVault ofVault(Row row) {
        return new DryRunView.OfVault(
                row.getUUID("vault_id"), row.getString("vault_name"), row.getLong("count"), row.getLong("bytes"));
    }

    private static DryRunView.OfMonth ofMonth(Row row) {
        return new DryRunView.OfMonth(row.getString("month"), row.getLong("count"), row.getLong("bytes"));
    }
}

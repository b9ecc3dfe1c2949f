package io.keysweep.backup;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.sweep.SweepConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The data keys of all accounts that no backup is under. */
@ApplicationScoped
class UnusedDataKeyRepository {

    // OFFSET has PostgreSQL look each data key up, where it would read the whole index. A look at one whose
    // backups were just deleted walks over all that is left of them in the index and marks each page, which is
    // written to the log as a whole: so those of a vault that is being cleared wait for the job's end. One
    // replica at a time looks, and nothing is locked meanwhile. A data key that was made just now waits for its
    // first backup.
    private static final String FIND =
            """
            WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(1801812333, 0) AS mine),
            being_cleared AS MATERIALIZED (
                SELECT DISTINCT j.account, unnest(j.scope_ids) AS vault_id FROM bulk_job j
                WHERE j.state IN ('planning', 'sweeping') AND j.operation = 'delete-key-backups' AND j.scope = 'vault'),
            at_rest AS MATERIALIZED (
                SELECT d.account, d.id FROM data_key d
                WHERE (SELECT mine FROM turn) AND (d.retired_at IS NOT NULL OR d.created_at < now() - interval '1 minute')
                  AND (d.account, d.vault_id) NOT IN (SELECT account, vault_id FROM being_cleared))
            SELECT u.account, array_agg(u.id) AS ids FROM (
                SELECT d.account, d.id FROM at_rest d
                WHERE NOT EXISTS (SELECT FROM key_backup b WHERE b.data_key_id = d.id OFFSET 0)
                LIMIT $1) u
            GROUP BY u.account ORDER BY u.account""";

    // The foreign key has the last word: a backup that was stored under one of them just now lets all of the account's
    // be, until the next look. What is being stored under is passed over.
    private static final String DESTROY =
            """
            WITH unused AS MATERIALIZED (
                SELECT d.id FROM data_key d WHERE d.account = $1 AND d.id = ANY($2) ORDER BY d.id FOR UPDATE SKIP LOCKED)
            DELETE FROM data_key d USING unused u WHERE d.id = u.id
            RETURNING d.id, d.account, d.vault_id, d.month::text AS month""";

    private final AllAccountsDatabase database;
    // Nobody waits for a look that takes longer: the server would go on with it, beside the next.
    private final Duration limit;

    UnusedDataKeyRepository(AllAccountsDatabase database, SweepConfig config) {
        this.database = database;
        this.limit = config.statementTimeout();
    }

    /** Data keys of one account. */
    record Unused(String account, UUID[] ids) {}

    /** Data keys that have no backup, some at a time, by account; none if another replica is looking for them. */
    Uni<List<Unused>> find(int most) {
        return database.execute(limit, FIND, Tuple.of(most))
                .map(rows -> Rows.all(rows, row -> new Unused(row.getString("account"), row.getArrayOfUUIDs("ids"))));
    }

    /**
     * Destroys those of one account, whose audit chain they enter: who held the chains of several could wait for another
     * one that holds them crosswise. Gives a line on each.
     */
    Uni<List<String>> destroy(Unused unused) {
        Tuple parameters = Tuple.of(unused.account()).addArrayOfUUID(unused.ids());
        return database.execute(limit, DESTROY, parameters).map(rows -> Rows.all(rows, UnusedDataKeyRepository::line));
    }

    private static String line(Row row) {
        return "dataKey=" + row.getUUID("id") + " account=" + row.getString("account") + " vault="
                + row.getUUID("vault_id") + " month=" + row.getString("month");
    }
}

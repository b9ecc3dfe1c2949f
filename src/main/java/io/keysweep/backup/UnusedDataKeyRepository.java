package io.keysweep.backup;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The data keys of all accounts that no backup is under. */
@ApplicationScoped
class UnusedDataKeyRepository {

    // The foreign key has the last word: a backup that is being stored under one of them lets all of them be, until the
    // next look. One that was made just now waits for its first backup.
    private static final String DESTROY =
            """
            WITH unused AS (
                SELECT d.id FROM data_key d
                WHERE (d.retired_at IS NOT NULL OR d.created_at < now() - interval '1 minute')
                  AND NOT EXISTS (SELECT FROM key_backup b WHERE b.data_key_id = d.id)
                LIMIT $1 FOR UPDATE SKIP LOCKED)
            DELETE FROM data_key d USING unused u WHERE d.id = u.id
            RETURNING d.id, d.account, d.vault_id, d.month::text AS month""";

    private final AllAccountsDatabase database;

    UnusedDataKeyRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    /** Destroys data keys that have no backup, some at a time; gives a line on each. */
    Uni<List<String>> destroyUnused(int most) {
        return database.execute(DESTROY, Tuple.of(most)).map(rows -> Rows.all(rows, UnusedDataKeyRepository::line));
    }

    private static String line(Row row) {
        return "dataKey=" + row.getUUID("id") + " account=" + row.getString("account") + " vault="
                + row.getUUID("vault_id") + " month=" + row.getString("month");
    }
}

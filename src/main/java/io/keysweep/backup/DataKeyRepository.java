package io.keysweep.backup;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The stored data keys: one for each vault and month, whoever made it. */
@ApplicationScoped
class DataKeyRepository {

    private static final String CURRENT =
            """
            SELECT id, account, vault_id, wrapped, wrapping_key FROM data_key
            WHERE account = $1 AND vault_id = $2 AND month = coalesce($3, date_trunc('month', now() AT TIME ZONE 'UTC')::date)
              AND retired_at IS NULL""";

    // Two replicas may both find none and make one: the first row stays, and the update that changes
    // nothing gives it to the second.
    private static final String CREATE =
            """
            INSERT INTO data_key (id, account, vault_id, month, wrapped, wrapping_key)
            VALUES ($1, $2, $3, coalesce($6, date_trunc('month', now() AT TIME ZONE 'UTC')::date), $4, $5)
            ON CONFLICT (vault_id, month) WHERE retired_at IS NULL DO UPDATE SET month = data_key.month
            RETURNING id, account, vault_id, wrapped, wrapping_key""";

    // The foreign key has the last word: a backup that is being stored under one of them lets all of them be, until the
    // next
    // look. One that was made just now waits for its first backup.
    private static final String DESTROY =
            """
            WITH unused AS (
                SELECT d.id FROM data_key d
                WHERE (d.retired_at IS NOT NULL OR d.created_at < now() - interval '1 minute')
                  AND NOT EXISTS (SELECT FROM key_backup b WHERE b.data_key_id = d.id)
                LIMIT $1 FOR UPDATE SKIP LOCKED)
            DELETE FROM data_key d USING unused u WHERE d.id = u.id
            RETURNING d.id, d.account, d.vault_id, d.month::text AS month""";

    private final Pool pool;

    DataKeyRepository(Pool pool) {
        this.pool = pool;
    }

    /**
     * The vault's data key of a month, or null if nobody has made one.
     *
     * @param month its first day; null for the month that it is by the database's clock
     */
    Uni<DataKey> current(String account, UUID vaultId, LocalDate month) {
        return pool.preparedQuery(CURRENT)
                .execute(Tuple.of(account, vaultId, month))
                .map(DataKeyRepository::first);
    }

    /** Stores this one as the vault's data key of that month, unless another was first; gives the one that is stored. */
    Uni<DataKey> createUnlessThere(DataKey key, LocalDate month) {
        Buffer wrapped = Buffer.buffer(key.wrapped());
        return pool.preparedQuery(CREATE)
                .execute(Tuple.of(key.id(), key.account(), key.vaultId(), wrapped, key.wrappingKey(), month))
                .map(DataKeyRepository::first);
    }

    /** Destroys data keys that have no backup, some at a time; gives a line on each. */
    Uni<List<String>> destroyUnused(int most) {
        return pool.preparedQuery(DESTROY).execute(Tuple.of(most)).map(rows -> {
            List<String> destroyed = new ArrayList<>(rows.size());
            rows.forEach(row -> destroyed.add("dataKey=" + row.getUUID("id") + " account=" + row.getString("account")
                    + " vault=" + row.getUUID("vault_id") + " month=" + row.getString("month")));
            return destroyed;
        });
    }

    private static DataKey first(RowSet<Row> rows) {
        var iterator = rows.iterator();
        return iterator.hasNext() ? dataKey(iterator.next()) : null;
    }

    /** From the columns of the table. */
    static DataKey dataKey(Row row) {
        return new DataKey(
                row.getUUID("id"),
                row.getString("account"),
                row.getUUID("vault_id"),
                row.getBuffer("wrapped").getBytes(),
                row.getString("wrapping_key"));
    }
}

package io.keysweep.backup;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.encryption.RetiredKeyException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
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

    private final AccountDatabase database;

    DataKeyRepository(AccountDatabase database) {
        this.database = database;
    }

    /**
     * The vault's data key of a month, or null if nobody has made one.
     *
     * @param month its first day; null for the month that it is by the database's clock
     */
    Uni<DataKey> current(String account, UUID vaultId, LocalDate month) {
        return database.execute(account, CURRENT, Tuple.of(account, vaultId, month))
                .map(DataKeyRepository::firstOrNull);
    }

    /**
     * Stores this one as the vault's data key of that month, unless another was first; gives the one that is stored. Fails with
     * {@link RetiredKeyException} if what wrapped it is retired.
     */
    Uni<DataKey> createUnlessThere(DataKey key, LocalDate month) {
        Buffer wrapped = Buffer.buffer(key.wrapped());
        return RetiredKeyException.told(database.execute(
                        key.account(),
                        CREATE,
                        Tuple.of(key.id(), key.account(), key.vaultId(), wrapped, key.wrappingKey(), month)))
                .map(DataKeyRepository::firstOrNull);
    }

    private static DataKey firstOrNull(RowSet<Row> rows) {
        return Rows.first(rows).map(DataKeyRepository::dataKey).orElse(null);
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

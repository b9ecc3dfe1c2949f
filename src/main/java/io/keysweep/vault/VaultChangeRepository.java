package io.keysweep.vault;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.account.SqlStates;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Changes vaults, and takes them out of management. */
@ApplicationScoped
class VaultChangeRepository {

    private static final String CHANGE =
            """
            UPDATE vault SET connection = coalesce($3, connection),
                cloud_key_backup_limit = CASE WHEN $4::integer IS NULL THEN cloud_key_backup_limit ELSE nullif($4::integer, 0) END,
                updated_at = now()
            WHERE account = $1 AND id = $2""";

    // The vault first, then its subscription: no other statement that locks both takes them the other way round.
    private static final String LOCK_VAULT =
            "SELECT subscription_id FROM vault WHERE account = $1 AND id = $2 FOR UPDATE";
    private static final String LOCK_SUBSCRIPTION =
            "SELECT id FROM subscription WHERE account = $1 AND subscription_id = $2 FOR UPDATE";

    // Counts have an end: there may be millions.
    private static final String IN_THE_WAY =
            """
            SELECT (SELECT count(*) FROM (SELECT FROM key_backup WHERE vault_id = $1 LIMIT 100001) b) AS backups,
                   (SELECT count(*) FROM (SELECT FROM key_backup WHERE vault_id = $1 AND held_until > now() LIMIT 100001) h) AS held,
                   (SELECT count(*) FROM bulk_job j
                    WHERE j.state IN ('planning', 'sweeping')
                      AND (j.scope = 'vault' AND $1 = ANY (j.scope_ids)
                           OR j.scope IN ('key', 'keys')
                              AND EXISTS (SELECT FROM azure_key k WHERE k.vault_id = $1 AND k.id = ANY (j.scope_ids)))) AS jobs""";

    private static final String DELETE_KEYS = "DELETE FROM azure_key WHERE vault_id = $1";
    private static final String DELETE_DATA_KEYS = "DELETE FROM data_key WHERE vault_id = $1";
    private static final String DELETE_VAULT = "DELETE FROM vault WHERE account = $1 AND id = $2";
    private static final String DELETE_SUBSCRIPTION =
            """
            DELETE FROM subscription s WHERE s.account = $1 AND s.subscription_id = $2
            AND NOT EXISTS (SELECT FROM vault v WHERE v.account = s.account AND v.subscription_id = s.subscription_id)""";

    private final AccountDatabase database;

    VaultChangeRepository(AccountDatabase database) {
        this.database = database;
    }

    /**
     * Changes a vault.
     *
     * @param connection the name of the new one, or null
     * @param limit the new limit, 0 for none, or null
     * @return whether the account has the vault
     */
    Uni<Boolean> change(String account, UUID id, String connection, Integer limit) {
        return database.execute(account, CHANGE, Tuple.of(account, id, connection, limit))
                .map(rows -> rows.rowCount() == 1)
                .onFailure(SqlStates::foreignKeyViolated)
                .transform(gone -> new ConflictException("connection: it was deleted just now"));
    }

    /**
     * Takes a vault out of management, with its keys, its ACL, and its subscription if it was the last. Fails with
     * {@link NotFoundException} if the account has none of this id, with {@link ConflictException} while it has backups or
     * jobs.
     */
    Uni<Void> remove(String account, UUID id) {
        return database.transaction(account, connection -> lock(connection, account, id)
                        .call(() -> requireFree(connection, id))
                        .call(() -> execute(connection, DELETE_KEYS, Tuple.of(id)))
                        .call(() -> execute(connection, DELETE_DATA_KEYS, Tuple.of(id)))
                        .call(() -> execute(connection, DELETE_VAULT, Tuple.of(account, id)))
                        .call(subscription -> execute(connection, DELETE_SUBSCRIPTION, Tuple.of(account, subscription)))
                        .replaceWithVoid())
                .onFailure(SqlStates::foreignKeyViolated)
                .transform(used ->
                        new ConflictException("vault: something was stored for it just now; look and try again"));
    }

    private static Uni<String> lock(SqlConnection connection, String account, UUID id) {
        return execute(connection, LOCK_VAULT, Tuple.of(account, id))
                .map(VaultChangeRepository::subscription)
                .call(subscription -> execute(connection, LOCK_SUBSCRIPTION, Tuple.of(account, subscription)));
    }

    private static String subscription(RowSet<Row> rows) {
        return Rows.first(rows)
                .orElseThrow(() -> new NotFoundException("vault: there is none of this id"))
                .getString("subscription_id");
    }

    private static Uni<Void> requireFree(SqlConnection connection, UUID id) {
        return execute(connection, IN_THE_WAY, Tuple.of(id))
                .map(Rows::only)
                .invoke(VaultChangeRepository::requireNone)
                .replaceWithVoid();
    }

    // Deleting them here would hold one transaction open for as long as they are many; a bulk job does it
    // in steps, and on record.
    private static void requireNone(Row row) {
        long backups = row.getLong("backups");
        long jobs = row.getLong("jobs");
        if (backups > 0 || jobs > 0) {
            throw new ConflictException("vault: it has " + counted(backups) + " backups, of them held "
                    + counted(row.getLong("held")) + ", and running jobs " + jobs
                    + "; release what is held, delete the backups by a bulk job and wait for its end");
        }
    }

    private static String counted(long number) {
        return number > 100_000 ? "more than 100000" : String.valueOf(number);
    }

    private static Uni<RowSet<Row>> execute(SqlConnection connection, String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values);
    }
}

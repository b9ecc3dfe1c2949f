package io.keysweep.backup;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.http.ConflictException;
import io.keysweep.http.UnprocessableException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Removes a key's record with all its backups, in one transaction. */
@ApplicationScoped
class KeyRemovalRepository {

    private static final int MOST_BACKUPS = 10_000;

    // Nobody stores or holds a backup of it from here on.
    private static final String LOCK_KEY = "SELECT id FROM azure_key WHERE account = $1 AND id = $2 FOR UPDATE";

    private static final String COUNT =
            """
            SELECT (SELECT count(*) FROM (SELECT FROM key_backup WHERE key_id = $1 LIMIT $2) b) AS backups,
                   (SELECT count(*) FROM key_backup WHERE key_id = $1 AND held_until > now()) AS held""";

    // A backup that is held since they were counted stays, and then the key cannot go.
    private static final String DELETE_BACKUPS =
            """
            WITH deleted AS (
                DELETE FROM key_backup
                WHERE account = $1 AND key_id = $2 AND %s
                RETURNING id),
            audited AS (
                INSERT INTO audit_pending (account, action, subject, details)
                SELECT $1, 'key-backup.deleted', 'kylo:' || $1 || ':cckm:azure-key:' || $2::uuid,
                       jsonb_build_object('key_id', $2::uuid, 'reason', 'the key is removed',
                                          'backups', audit_ids(array_agg(id)))
                FROM deleted HAVING count(*) > 0)
            SELECT count(*)::integer AS deleted FROM deleted"""
                    .formatted(Protection.NOT_HELD);

    private static final String DELETE_KEY =
            """
            DELETE FROM azure_key k
            WHERE k.account = $1 AND k.id = $2 AND NOT EXISTS (SELECT FROM key_backup b WHERE b.key_id = k.id)""";

    private final AccountDatabase database;

    KeyRemovalRepository(AccountDatabase database) {
        this.database = database;
    }

    /**
     * Removes the key and its backups; nothing if one of them is held, or they are too many for one transaction.
     *
     * @return how many backups went, or null if there is no such key any more; fails with {@link ConflictException} or
     *     {@link UnprocessableException}
     */
    Uni<Integer> remove(String account, UUID keyId) {
        Tuple key = Tuple.of(account, keyId);
        return database.transaction(account, connection -> connection
                .preparedQuery(LOCK_KEY)
                .execute(key)
                .chain(locked -> locked.rowCount() == 0
                        ? Uni.createFrom().nullItem()
                        : count(connection, keyId).chain(() -> delete(connection, key))));
    }

    private static Uni<Void> count(SqlConnection connection, UUID keyId) {
        return connection
                .preparedQuery(COUNT)
                .execute(Tuple.of(keyId, MOST_BACKUPS + 1L))
                .invoke(KeyRemovalRepository::check)
                .replaceWithVoid();
    }

    private static void check(RowSet<Row> rows) {
        Row counts = Rows.only(rows);
        if (counts.getLong("held") > 0) {
            throw held(counts.getLong("held"));
        }
        if (counts.getLong("backups") > MOST_BACKUPS) {
            throw new UnprocessableException("key: has more than " + MOST_BACKUPS
                    + " backups; delete them by a bulk job first, and then the key");
        }
    }

    private static ConflictException held(long count) {
        return new ConflictException(
                "key: " + count + " of its backups " + (count == 1 ? "is" : "are") + " held; release the holds first");
    }

    private static Uni<Integer> delete(SqlConnection connection, Tuple key) {
        return connection.preparedQuery(DELETE_BACKUPS).execute(key).chain(backups -> connection
                .preparedQuery(DELETE_KEY)
                .execute(key)
                .invoke(deleted -> {
                    if (deleted.rowCount() == 0) {
                        throw held(1);
                    }
                })
                .replaceWith(Rows.only(backups).getInteger("deleted")));
    }
}

package io.keysweep.backup;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;

/** Stores backups, within the limit of their vault, and deletes single ones. */
@ApplicationScoped
class BackupStoreRepository {

    private static final String DATA_KEY_REFERENCE = "key_backup_data_key_id_fkey";

    // Before the key, as whoever removes a vault takes them. A rotation that retires the data key waits for this backup
    // and so sees it, or is seen by it.
    private static final String LOCK_DATA_KEY =
            "SELECT id FROM data_key WHERE account = $1 AND id = $2 AND retired_at IS NULL FOR SHARE";

    // Backups of one key are stored one after another: each sees those before it, so that no two prune for the same
    // one.
    private static final String LOCK_KEY =
            """
            SELECT v.cloud_key_backup_limit
            FROM azure_key k JOIN vault v ON v.id = k.vault_id
            WHERE k.account = $1 AND k.id = $2
            FOR NO KEY UPDATE OF k""";

    // created_at is this statement's own time, close to its commit: bulk jobs rely on that. Should the database's clock
    // have been set back, it is still after all others of its key, as the newest is told by it, and not before the
    // end of the selection of a job under way: what is younger than a job is none of its.
    private static final String INSERT =
            """
            INSERT INTO key_backup (id, account, vault_id, key_id, data_key_id, type, name, description,
                                    version_count, blob_size, blob_digest, blob, job_id, newest_version,
                                    created_at, updated_at)
            SELECT $1, k.account, k.vault_id, k.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                   t.now, t.now
            FROM azure_key k, (
                SELECT greatest(
                    statement_timestamp(),
                    (SELECT max(created_at) + interval '1 microsecond' FROM key_backup WHERE key_id = $3),
                    (SELECT max(selected_before) FROM bulk_job
                     WHERE account = $2 AND operation = 'delete-key-backups' AND state IN ('planning', 'sweeping'))) AS now) t
            WHERE k.account = $2 AND k.id = $3
            ON CONFLICT (job_id, key_id) WHERE job_id IS NOT NULL DO NOTHING""";

    // The newest of the key stay, as many as the limit says; what is held beside them stays too. A limit that was
    // lowered
    // is reached bit by bit, so that no backup waits for the deletion of a hundred thousand. Which are the oldest is
    // found out once, and locks come after it: one that somebody else deletes or puts under a
    // hold just now is waited for and looked at again, and no other is taken in its place.
    private static final String PRUNE =
            """
            WITH oldest AS MATERIALIZED (
                SELECT id FROM key_backup
                WHERE account = $1 AND key_id = $2 AND id <> $3
                  AND %1$s
                  AND (created_at, id) < (
                      SELECT created_at, id FROM key_backup WHERE key_id = $2
                      ORDER BY created_at DESC, id DESC OFFSET $4 - 1 LIMIT 1)
                ORDER BY created_at, id LIMIT 1000),
            deleted AS (
                DELETE FROM key_backup WHERE id = ANY (ARRAY(SELECT id FROM oldest)) AND %1$s
                RETURNING id),
            audited AS (
                INSERT INTO audit_pending (account, action, subject, details)
                SELECT $1, 'key-backup.deleted', 'kylo:' || $1 || ':cckm:azure-key:' || $2::uuid,
                       jsonb_build_object('key_id', $2::uuid, 'reason', 'limit of the vault',
                                          'backups', audit_ids(array_agg(id)))
                FROM deleted HAVING count(*) > 0)
            SELECT id FROM deleted"""
                    .formatted(Protection.FREE);

    private static final String DELETE =
            """
            WITH deleted AS (
                DELETE FROM key_backup
                WHERE account = $1 AND key_id = $2 AND id = $3
                  AND %1$s
                RETURNING id, encode(blob_digest, 'hex') AS blob_digest),
            audited AS (
                INSERT INTO audit_pending (account, action, subject, details)
                SELECT $1, 'key-backup.deleted', 'kylo:' || $1 || ':cckm:azure-key-backup:' || id,
                       jsonb_build_object('key_id', $2::uuid, 'blob_digest', blob_digest)
                FROM deleted)
            SELECT id FROM deleted"""
                    .formatted(Protection.FREE);

    private static final String DESCRIBE =
            """
            UPDATE key_backup
            SET name = coalesce($4, name), description = coalesce($5, description), updated_at = now()
            WHERE account = $1 AND key_id = $2 AND id = $3""";

    private final AccountDatabase database;

    BackupStoreRepository(AccountDatabase database) {
        this.database = database;
    }

    /**
     * Stores a backup, unless its job has one of the key already, and with it drops the oldest beyond the vault's limit;
     * null if its key is not there any more. Fails with {@link DataKeyGoneException} if its data key is not, or is
     * retired.
     */
    Uni<TakenBackup> store(NewBackup backup) {
        return database.transaction(backup.blob().account(), connection -> lock(connection, backup)
                        .chain(locked -> locked.iterator().hasNext()
                                ? insert(connection, backup)
                                        .chain(stored -> prune(connection, backup, stored, limit(locked)))
                                : Uni.createFrom().nullItem()))
                .onFailure(BackupStoreRepository::dataKeyGone)
                .transform(gone -> new DataKeyGoneException());
    }

    private static boolean dataKeyGone(Throwable failure) {
        return failure instanceof PgException error && DATA_KEY_REFERENCE.equals(error.getConstraint());
    }

    // Both are sent before the first is answered: one round trip.
    private static Uni<RowSet<Row>> lock(SqlConnection connection, NewBackup backup) {
        return Uni.combine()
                .all()
                .unis(lockDataKey(connection, backup.blob()), lockKey(connection, backup))
                .with((dataKey, key) -> key);
    }

    private static Uni<RowSet<Row>> lockDataKey(SqlConnection connection, SealedBlob blob) {
        return connection
                .preparedQuery(LOCK_DATA_KEY)
                .execute(Tuple.of(blob.account(), blob.dataKey().id()))
                .invoke(locked -> {
                    if (locked.rowCount() == 0) {
                        throw new DataKeyGoneException();
                    }
                });
    }

    private static Uni<RowSet<Row>> lockKey(SqlConnection connection, NewBackup backup) {
        return connection.preparedQuery(LOCK_KEY).execute(Tuple.of(backup.blob().account(), backup.keyId()));
    }

    private static Integer limit(RowSet<Row> locked) {
        return Rows.only(locked).getInteger("cloud_key_backup_limit");
    }

    private static Uni<Boolean> insert(SqlConnection connection, NewBackup backup) {
        SealedBlob blob = backup.blob();
        return connection
                .preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addUUID(blob.backupId())
                        .addString(blob.account())
                        .addUUID(backup.keyId())
                        .addUUID(blob.dataKey().id())
                        .addString(backup.type().wireName())
                        .addString(backup.request().name())
                        .addString(backup.request().description())
                        .addInteger(backup.versions().count())
                        .addInteger(backup.size())
                        .addValue(Buffer.buffer(blob.digest()))
                        .addValue(Buffer.buffer(blob.bytes()))
                        .addUUID(backup.jobId())
                        .addString(backup.versions().newest()))
                .map(rows -> rows.rowCount() > 0);
    }

    private static Uni<TakenBackup> prune(SqlConnection connection, NewBackup backup, boolean stored, Integer limit) {
        SealedBlob blob = backup.blob();
        // One that was dropped makes nothing too many, least of all the one that the job has stored.
        Uni<Integer> pruned = !stored || limit == null
                ? Uni.createFrom().item(0)
                : connection
                        .preparedQuery(PRUNE)
                        .execute(Tuple.of(blob.account(), backup.keyId(), blob.backupId(), (long) limit))
                        .map(RowSet::rowCount);
        return pruned.map(count -> new TakenBackup(
                blob.backupId(), backup.size(), backup.versions().count(), stored, count));
    }

    /** Deletes a backup that is not protected; gives whether it did. */
    Uni<Boolean> delete(KeyBackup backup) {
        return changed(backup.account, DELETE, Tuple.of(backup.account, backup.keyId, backup.id));
    }

    /** Names a backup anew, null for what stays; gives whether it is there. */
    Uni<Boolean> describe(KeyBackup backup, String name, String description) {
        return changed(backup.account, DESCRIBE, Tuple.of(backup.account, backup.keyId, backup.id, name, description));
    }

    private Uni<Boolean> changed(String account, String statement, Tuple values) {
        return database.execute(account, statement, values).map(rows -> rows.rowCount() > 0);
    }
}

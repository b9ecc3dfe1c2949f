package io.keysweep.sync;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.Seconds;
import io.keysweep.sweep.SliceLease;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Which keys a job backs up, and the record that it did. */
@ApplicationScoped
class BackUpRepository {

    // A key of a certificate is backed up with that only: a synchronization, which nobody asked for that key, leaves it
    // out. A row that somebody else wrote while it was looked at keeps his time.
    private static final String NEXT =
            """
            SELECT k.id, k.key_name,
                   EXISTS (SELECT FROM key_backup b WHERE b.job_id = $1 AND b.key_id = k.id) AS taken
            FROM azure_key k
            WHERE k.vault_id = $2 AND k.status = 'AVAILABLE' AND NOT k.gone
              AND CASE WHEN $3::uuid IS NULL THEN greatest(k.synced_at, k.updated_at) >= $4 AND NOT k.managed ELSE k.backup_config_id = $3 END
              AND ($5::text IS NULL OR k.key_name > $5)
            ORDER BY k.key_name LIMIT $6""";

    private static final String RECORD =
            """
            WITH slice AS MATERIALIZED (
                SELECT s.chunks FROM bulk_job_slice s JOIN bulk_job j ON j.id = s.job_id
                WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3 AND s.state = 'ready'
                  AND s.phase = 'back-up' AND s.continuation IS NOT DISTINCT FROM $4
                  AND j.state = 'sweeping' AND NOT j.abort
                FOR UPDATE OF s),
            failed AS MATERIALIZED (
                SELECT id, error, row_number() OVER () AS n FROM jsonb_to_recordset($5::jsonb) AS f (id uuid, error text)),
            recorded AS (
                INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest, error)
                SELECT $1, $2, s.chunks + f.n, 'failed', $3, 1, ARRAY[f.id], sha256(uuid_send(f.id)), f.error
                FROM slice s, failed f)
            UPDATE bulk_job_slice s
            SET continuation = $6, failures = 0, chunks = s.chunks + 1 + (SELECT count(*)::integer FROM failed),
                succeeded = s.succeeded + $7::integer, backed_up = s.backed_up + $8::integer,
                failed = s.failed + (SELECT count(*) FROM failed),
                state = CASE WHEN $9::boolean THEN 'done' ELSE 'ready' END,
                lease_owner = CASE WHEN $9 THEN NULL ELSE s.lease_owner END,
                lease_until = CASE WHEN $9 THEN NULL ELSE clock_timestamp() + make_interval(secs => $10) END
            FROM slice l
            WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3
            RETURNING
            """
                    + VaultStepRepository.FAILED_BEFORE;

    private final AllAccountsDatabase database;
    private final FailedKeys failedKeys;
    private final SyncConfig config;

    BackUpRepository(AllAccountsDatabase database, FailedKeys failedKeys, SyncConfig config) {
        this.database = database;
        this.failedKeys = failedKeys;
        this.config = config;
    }

    /** The next keys in the order of their names; fewer than a step holds at the end. */
    Uni<List<KeyToBackUp>> next(VaultStep step) {
        Tuple parameters = Tuple.of(step.lease().jobId(), step.vaultId(), step.configId(), step.startedAt())
                .addString(step.continuation())
                .addInteger(config.keysPerStep());
        return database.execute(NEXT, parameters).map(rows -> Rows.all(rows, BackUpRepository::key));
    }

    private static KeyToBackUp key(Row row) {
        return new KeyToBackUp(row.getUUID("id"), row.getString("key_name"), row.getBoolean("taken"));
    }

    /**
     * Records that the keys were dealt with.
     *
     * @param failed those of them that have no backup of this job
     */
    Uni<ChunkResult> record(VaultStep step, List<KeyToBackUp> keys, List<FailedKey> failed) {
        SliceLease lease = step.lease();
        boolean last = keys.size() < config.keysPerStep();
        int taken = keys.size() - failed.size();
        // Items of a synchronization are the keys that it saw; their backups are counted beside them.
        int items = step.configId() == null ? 0 : taken;
        Tuple parameters = Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch())
                .addString(step.continuation())
                .addJsonArray(FindingsRepository.failed(failed))
                .addString(last ? null : keys.get(keys.size() - 1).name())
                .addInteger(items)
                .addInteger(taken)
                .addBoolean(last)
                .addDouble(Seconds.of(config.lease()));
        return database.execute(RECORD, parameters)
                .map(Rows::first)
                .invoke(recorded ->
                        recorded.ifPresent(row -> failedKeys.report(step, failed, row.getLong("failed_before"))))
                .map(recorded ->
                        recorded.isEmpty() ? new ChunkResult.LeaseLost() : new ChunkResult.Swept(items, 0, 0, last));
    }
}

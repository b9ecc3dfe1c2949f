package io.keysweep.backup;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.rotation.RotationConfig;
import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.JobStatements;
import io.keysweep.sweep.Seconds;
import io.keysweep.sweep.SliceLease;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Which blobs are under a retired data key, and the record that they are under another one. */
@ApplicationScoped
class ReEncryptionRepository {

    private static final String OPEN =
            JobStatements.OPEN_SLICE + "RETURNING s.scope_id, s.cursor_at, s.cursor_id, j.account, j.created_at";

    private static final String RETIRE =
            """
            UPDATE data_key SET retired_at = clock_timestamp()
            WHERE account = $1 AND vault_id = $2 AND created_at < $3 AND retired_at IS NULL""";

    // Blobs are in memory together, some of them several times: what counts is their bytes, and one goes always.
    private static final String NEXT =
            """
            WITH found AS MATERIALIZED (
                SELECT b.id, b.created_at, b.blob_size
                FROM key_backup b JOIN data_key d ON d.id = b.data_key_id
                WHERE b.vault_id = $1 AND (b.created_at, b.id) > ($2, $3) AND d.account = $4 AND d.retired_at IS NOT NULL
                ORDER BY b.created_at, b.id LIMIT $5 + 1),
            counted AS (
                SELECT id, row_number() OVER so_far AS n, sum(blob_size) OVER so_far AS bytes
                FROM found WINDOW so_far AS (ORDER BY created_at, id ROWS UNBOUNDED PRECEDING)),
            taken AS MATERIALIZED (SELECT id FROM counted WHERE n <= $5 AND (n = 1 OR bytes <= $6))
            SELECT b.id AS backup_id, b.account AS backup_account, b.created_at, b.blob, b.blob_digest,
                   d.id, d.account, d.vault_id, d.wrapped, d.wrapping_key, d.month,
                   (SELECT count(*) FROM taken) = (SELECT count(*) FROM found) AS last
            FROM taken t JOIN key_backup b ON b.id = t.id JOIN data_key d ON d.id = b.data_key_id
            ORDER BY b.created_at, b.id""";

    // What a bulk job deleted meanwhile is not there; what another one encrypted is not under that data key.
    private static final String RECORD =
            """
            WITH slice AS MATERIALIZED (
                SELECT s.chunks FROM bulk_job_slice s JOIN bulk_job j ON j.id = s.job_id
                WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3 AND s.state = 'ready'
                  AND (s.cursor_at, s.cursor_id) = ($4, $5) AND j.state = 'sweeping' AND NOT j.abort
                FOR UPDATE OF s),
            anew AS MATERIALIZED (
                SELECT * FROM unnest($6::uuid[], $12::uuid[], $13::uuid[], $14::bytea[]) AS a (id, before, data_key, blob)),
            resealed AS (
                UPDATE key_backup b SET blob = a.blob, data_key_id = a.data_key
                FROM slice, anew a WHERE b.id = a.id AND b.data_key_id = a.before
                RETURNING b.id),
            failed AS MATERIALIZED (
                SELECT f.id, f.error, row_number() OVER () AS n
                FROM jsonb_to_recordset($7::jsonb) AS f (id uuid, error text)
                WHERE NOT EXISTS (SELECT FROM bulk_job_outcome o
                                  WHERE o.job_id = $1 AND o.outcome = 'failed' AND o.ids = ARRAY[f.id])),
            recorded AS (
                INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest, error)
                SELECT $1, $2, s.chunks + f.n, 'failed', $3, 1, ARRAY[f.id], sha256(uuid_send(f.id)), f.error
                FROM slice s, failed f)
            UPDATE bulk_job_slice s
            SET cursor_at = $8, cursor_id = $9, failures = 0,
                chunks = s.chunks + 1 + (SELECT count(*)::integer FROM failed),
                succeeded = s.succeeded + (SELECT count(*) FROM resealed),
                failed = s.failed + (SELECT count(*) FROM failed),
                state = CASE WHEN $10::boolean THEN 'done' ELSE 'ready' END,
                lease_owner = CASE WHEN $10 THEN NULL ELSE s.lease_owner END,
                lease_until = CASE WHEN $10 THEN NULL ELSE clock_timestamp() + make_interval(secs => $11) END
            FROM slice l
            WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3
            RETURNING (SELECT count(*)::integer FROM resealed) AS resealed""";

    // Stored by who had taken the data key just before it was retired, and committed behind the cursor. Or the data key
    // itself was: it is as old as the job, and not retired.
    private static final String REOPEN =
            """
            WITH job AS MATERIALIZED (
                SELECT id, account, created_at FROM bulk_job
                WHERE id = $1 AND epoch = $2 AND state = 'sweeping' AND NOT abort FOR UPDATE)
            UPDATE bulk_job_slice s
            SET state = 'ready', cursor_at = '0001-01-01 00:00:00+00', cursor_id = '00000000-0000-0000-0000-000000000000'
            FROM job
            WHERE s.job_id = job.id AND s.state = 'done' AND s.error IS NULL
              AND EXISTS (SELECT FROM data_key d JOIN key_backup b ON b.data_key_id = d.id
                          WHERE d.vault_id = s.scope_id AND d.account = job.account
                            AND (d.retired_at IS NOT NULL OR d.created_at < job.created_at) AND b.vault_id = s.scope_id
                            AND NOT EXISTS (SELECT FROM bulk_job_outcome o
                                            WHERE o.job_id = s.job_id AND o.outcome = 'failed' AND o.ids = ARRAY[b.id]))""";

    private final AllAccountsDatabase database;
    private final RotationConfig config;

    ReEncryptionRepository(AllAccountsDatabase database, RotationConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * Where a slice stands. Times are the database's, which go back to it as they came.
     *
     * @param accepted when the job was: data keys that are younger stay
     */
    record Step(
            SliceLease lease,
            String account,
            UUID vaultId,
            OffsetDateTime cursorAt,
            UUID cursorId,
            OffsetDateTime accepted) {}

    /** A blob under a retired data key. */
    record Found(SealedBlob blob, OffsetDateTime createdAt, LocalDate month) {}

    /** What one step is about, and whether it is the last one. */
    record Batch(List<Found> found, boolean last) {}

    /** Where the slice stands; empty if the lease was handed on or the job cancelled. */
    Uni<Optional<Step>> open(SliceLease lease) {
        return database.execute(
                        OPEN, Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch(), Seconds.of(config.lease())))
                .map(rows -> Rows.first(rows).map(row -> step(lease, row)));
    }

    private static Step step(SliceLease lease, Row row) {
        return new Step(
                lease,
                row.getString("account"),
                row.getUUID("scope_id"),
                row.getOffsetDateTime("cursor_at"),
                row.getUUID("cursor_id"),
                row.getOffsetDateTime("created_at"));
    }

    /** Retires the vault's data keys that are older than the job. Doing so twice changes nothing. */
    Uni<Void> retire(Step step) {
        return database.execute(RETIRE, Tuple.of(step.account(), step.vaultId(), step.accepted()))
                .replaceWithVoid();
    }

    /**
     * The next blobs under retired data keys, as many as fit into memory.
     *
     * @param most how many of them, which the settings may lower
     */
    Uni<Batch> next(Step step, int most) {
        Tuple parameters = Tuple.of(step.vaultId(), step.cursorAt(), step.cursorId(), step.account())
                .addInteger(Math.min(most, config.backupsPerStep()))
                .addLong(config.bytesPerStep().asLongValue());
        return database.execute(NEXT, parameters)
                .map(rows -> new Batch(
                        Rows.all(rows, ReEncryptionRepository::found),
                        Rows.first(rows).map(row -> row.getBoolean("last")).orElse(true)));
    }

    private static Found found(Row row) {
        return new Found(
                KeyBackupRepository.sealedBlob(row), row.getOffsetDateTime("created_at"), row.getLocalDate("month"));
    }

    /** Stores what was encrypted anew, where it still is what it was, and goes on behind it. */
    Uni<ChunkResult> record(Step step, Batch batch, List<Resealed> resealed) {
        Found end =
                batch.found().isEmpty() ? null : batch.found().get(batch.found().size() - 1);
        List<Resealed> anew =
                resealed.stream().filter(blob -> blob.anew() != null).toList();
        Tuple parameters = Tuple.of(
                        step.lease().jobId(),
                        step.lease().sliceNo(),
                        step.lease().epoch())
                .addOffsetDateTime(step.cursorAt())
                .addUUID(step.cursorId())
                .addArrayOfUUID(ids(anew, blob -> blob.anew().backupId()))
                .addValue(failed(resealed))
                .addOffsetDateTime(end == null ? step.cursorAt() : end.createdAt())
                .addUUID(end == null ? step.cursorId() : end.blob().backupId())
                .addBoolean(batch.last())
                .addDouble(Seconds.of(config.lease()))
                .addArrayOfUUID(ids(anew, blob -> blob.stored().dataKey().id()))
                .addArrayOfUUID(ids(anew, blob -> blob.anew().dataKey().id()))
                .addValue(blobs(anew));
        return database.execute(RECORD, parameters).map(rows -> Rows.first(rows)
                .<ChunkResult>map(row -> new ChunkResult.Swept(row.getInteger("resealed"), 0, 0, batch.last()))
                .orElseGet(ChunkResult.LeaseLost::new));
    }

    private static UUID[] ids(List<Resealed> blobs, Function<Resealed, UUID> id) {
        return blobs.stream().map(id).toArray(UUID[]::new);
    }

    private static Buffer[] blobs(List<Resealed> blobs) {
        return blobs.stream().map(blob -> Buffer.buffer(blob.anew().bytes())).toArray(Buffer[]::new);
    }

    private static JsonArray failed(List<Resealed> blobs) {
        JsonArray rows = new JsonArray();
        blobs.stream()
                .filter(blob -> blob.anew() == null)
                .forEach(blob -> rows.add(new JsonObject()
                        .put("id", blob.stored().backupId().toString())
                        .put("error", blob.error())));
        return rows;
    }

    /** Opens the slices of vaults again that have blobs under retired data keys after all; gives how many. */
    Uni<Integer> reopen(JobLease lease) {
        return database.execute(REOPEN, Tuple.of(lease.jobId(), lease.epoch())).map(rows -> rows.rowCount());
    }
}

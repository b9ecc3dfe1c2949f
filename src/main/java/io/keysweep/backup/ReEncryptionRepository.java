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
import io.vertx.mutiny.sqlclient.RowSet;
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
            JobStatements.OPEN_SLICE + "RETURNING s.scope_id, s.cursor_at, s.cursor_id, j.account";

    // The data key d of a job j. Not by the clock: were it ahead when the job was accepted, each step
    // would retire what the one before has made. What is from the future came with a dump of another
    // server, and so may the job have, which goes by the clock then, as one does that was accepted
    // before V25.
    private static final String OLDER =
            """
            CASE WHEN j.accepted_xact <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                 THEN d.inserted_xact < j.accepted_xact
                      OR d.inserted_xact >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                 ELSE d.created_at < j.created_at END""";

    private static final String RETIRE =
            """
            UPDATE data_key d SET retired_at = clock_timestamp()
            FROM bulk_job j
            WHERE j.id = $3 AND d.account = $1 AND d.vault_id = $2 AND d.retired_at IS NULL AND (%s)"""
                    .formatted(OLDER);

    // How many backups a step looks at: by their order, which the index of the vault has, whatever is under which key.
    private static final int WALKED = 1_000;

    // Blobs are in memory together, some of them several times: what counts is their bytes, and one goes always.
    private static final String NEXT =
            """
            WITH walked AS MATERIALIZED (
                SELECT id, created_at, blob_size, data_key_id FROM key_backup
                WHERE vault_id = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $7),
            found AS MATERIALIZED (
                SELECT w.id, w.created_at, w.blob_size FROM walked w
                WHERE EXISTS (SELECT FROM data_key d
                              WHERE d.id = w.data_key_id AND d.account = $4 AND d.retired_at IS NOT NULL)
                ORDER BY w.created_at, w.id LIMIT $5 + 1),
            counted AS (
                SELECT id, row_number() OVER so_far AS n, sum(blob_size) OVER so_far AS bytes
                FROM found WINDOW so_far AS (ORDER BY created_at, id ROWS UNBOUNDED PRECEDING)),
            taken AS MATERIALIZED (SELECT id FROM counted WHERE n <= $5 AND (n = 1 OR bytes <= $6)),
            step AS MATERIALIZED (
                SELECT (SELECT count(*) FROM taken) = (SELECT count(*) FROM found) AS all_taken,
                       (SELECT count(*) FROM walked) < $7 AS at_the_end),
            step_end AS MATERIALIZED (
                SELECT w.created_at AS end_at, w.id AS end_id, s.all_taken AND s.at_the_end AS last
                FROM walked w, step s WHERE s.all_taken OR w.id IN (SELECT id FROM taken)
                ORDER BY w.created_at DESC, w.id DESC LIMIT 1)
            SELECT e.end_at, e.end_id, e.last, b.id AS backup_id, b.account AS backup_account, b.created_at, b.blob,
                   b.blob_digest, d.id, d.account, d.vault_id, d.wrapped, d.wrapping_key, d.month
            FROM step_end e LEFT JOIN taken t ON true
                LEFT JOIN (key_backup b JOIN data_key d ON d.id = b.data_key_id) ON b.id = t.id
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
                WHERE NOT EXISTS (SELECT FROM bulk_job_outcome o WHERE o.job_id = $1 AND o.outcome = 'failed'
                                  AND o.item_count = 1 AND o.ids = ARRAY[f.id])),
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

    // Stored by who had taken the data key just before it was retired, and committed behind the
    // cursor. Or the data key itself was. One data key after the other: there is none such as a rule,
    // which PostgreSQL would read all backups to find.
    private static final String REOPEN =
            """
            WITH j AS MATERIALIZED (
                SELECT id, account, created_at, accepted_xact FROM bulk_job
                WHERE id = $1 AND epoch = $2 AND state = 'sweeping' AND NOT abort FOR NO KEY UPDATE)
            UPDATE bulk_job_slice s
            SET state = 'ready', cursor_at = '0001-01-01 00:00:00+00', cursor_id = '00000000-0000-0000-0000-000000000000'
            FROM j
            WHERE s.job_id = j.id AND s.state = 'done' AND s.error IS NULL
              AND EXISTS (
                  SELECT FROM data_key d CROSS JOIN LATERAL (
                      SELECT FROM key_backup b
                      WHERE b.data_key_id = d.id AND b.vault_id = s.scope_id
                        AND NOT EXISTS (SELECT FROM bulk_job_outcome o
                                        WHERE o.job_id = s.job_id AND o.outcome = 'failed' AND o.item_count = 1
                                          AND o.ids = ARRAY[b.id])
                      OFFSET 0 LIMIT 1) left_over
                  WHERE d.vault_id = s.scope_id AND d.account = j.account AND (d.retired_at IS NOT NULL OR (%s)))"""
                    .formatted(OLDER);

    private final AllAccountsDatabase database;
    private final RotationConfig config;

    ReEncryptionRepository(AllAccountsDatabase database, RotationConfig config) {
        this.database = database;
        this.config = config;
    }

    /** Where a slice stands. Times are the database's, which go back to it as they came. */
    record Step(SliceLease lease, String account, UUID vaultId, OffsetDateTime cursorAt, UUID cursorId) {}

    /** A blob under a retired data key. */
    record Found(SealedBlob blob, LocalDate month) {}

    /** What one step is about, where it ends, and whether it is the last one. */
    record Batch(List<Found> found, OffsetDateTime endAt, UUID endId, boolean last) {}

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
                row.getUUID("cursor_id"));
    }

    /** Retires the vault's data keys that are older than the job. Doing so twice changes nothing. */
    Uni<Void> retire(Step step) {
        return database.execute(
                        RETIRE,
                        Tuple.of(step.account(), step.vaultId(), step.lease().jobId()))
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
                .addLong(config.bytesPerStep().asLongValue())
                .addInteger(WALKED);
        return database.execute(NEXT, parameters).map(rows -> Rows.first(rows)
                .map(first -> batch(first, rows))
                .orElseGet(() -> new Batch(List.of(), step.cursorAt(), step.cursorId(), true)));
    }

    private static Batch batch(Row first, RowSet<Row> rows) {
        return new Batch(
                first.getUUID("backup_id") == null ? List.of() : Rows.all(rows, ReEncryptionRepository::found),
                first.getOffsetDateTime("end_at"),
                first.getUUID("end_id"),
                first.getBoolean("last"));
    }

    private static Found found(Row row) {
        return new Found(KeyBackupRepository.sealedBlob(row), row.getLocalDate("month"));
    }

    /** Stores what was encrypted anew, where it still is what it was, and goes on behind it. */
    Uni<ChunkResult> record(Step step, Batch batch, List<Resealed> resealed) {
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
                .addOffsetDateTime(batch.endAt())
                .addUUID(batch.endId())
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

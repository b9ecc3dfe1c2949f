package io.keysweep.rotation;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.encryption.WrappedKey;
import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.JobStatements;
import io.keysweep.sweep.Seconds;
import io.keysweep.sweep.SliceLease;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrapped by which key, and the record that it was wrapped anew. Nothing is held while Azure thinks. */
@ApplicationScoped
class RewrapRepository {

    // The continuation is the table, and behind slashes the last id that was dealt with and its account.
    private static final String OPEN = JobStatements.OPEN_SLICE
            + "RETURNING s.continuation, CASE WHEN j.all_accounts THEN NULL ELSE j.account END AS account";

    private static final String RECORD =
            """
            WITH slice AS MATERIALIZED (
                SELECT s.chunks FROM bulk_job_slice s JOIN bulk_job j ON j.id = s.job_id
                WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3 AND s.state = 'ready'
                  AND s.continuation IS NOT DISTINCT FROM $4::text AND j.state = 'sweeping' AND NOT j.abort
                FOR UPDATE OF s),
            anew AS MATERIALIZED (
                SELECT * FROM jsonb_to_recordset($5::jsonb) AS a (id uuid, before text, wrapped text, wrapping_key text)),
            rewrapped AS (%s),
            failed AS MATERIALIZED (
                SELECT f.id, f.error, row_number() OVER () AS n
                FROM jsonb_to_recordset($6::jsonb) AS f (id uuid, error text)
                WHERE NOT EXISTS (SELECT FROM bulk_job_outcome o WHERE o.job_id = $1 AND o.outcome = 'failed'
                                  AND o.item_count = 1 AND o.ids = ARRAY[f.id])),
            recorded AS (
                INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest, error)
                SELECT $1, $2, s.chunks + f.n, 'failed', $3, 1, ARRAY[f.id], sha256(uuid_send(f.id)), f.error
                FROM slice s, failed f)
            UPDATE bulk_job_slice s
            SET continuation = $7::text, failures = 0, chunks = s.chunks + 1 + (SELECT count(*)::integer FROM failed),
                succeeded = s.succeeded + (SELECT count(*) FROM rewrapped),
                failed = s.failed + (SELECT count(*) FROM failed),
                state = CASE WHEN $7::text IS NULL THEN 'done' ELSE 'ready' END,
                lease_owner = CASE WHEN $7::text IS NULL THEN NULL ELSE s.lease_owner END,
                lease_until = CASE WHEN $7::text IS NULL THEN NULL ELSE clock_timestamp() + make_interval(secs => $8) END
            FROM slice l
            WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3
            RETURNING (SELECT count(*)::integer FROM rewrapped) AS rewrapped""";

    // Wrapped before the job's key was that of now, and committed behind the cursor.
    private static final String REOPEN =
            """
            WITH job AS MATERIALIZED (
                SELECT id, CASE WHEN all_accounts THEN NULL ELSE account END AS owner FROM bulk_job
                WHERE id = $1 AND epoch = $2 AND state = 'sweeping' AND NOT abort FOR NO KEY UPDATE)
            UPDATE bulk_job_slice s SET state = 'ready', continuation = NULL
            FROM job WHERE s.job_id = job.id AND s.state = 'done' AND s.error IS NULL AND (%s)"""
                    .formatted(Stream.of(WrappedTable.values())
                            .map(WrappedTable::left)
                            .collect(Collectors.joining(" OR ")));

    private static final Map<WrappedTable, String> RECORD_OF = new EnumMap<>(WrappedTable.class);

    static {
        for (WrappedTable table : WrappedTable.values()) {
            RECORD_OF.put(table, RECORD.formatted(table.update()));
        }
    }

    private final AllAccountsDatabase database;
    private final RotationConfig config;

    RewrapRepository(AllAccountsDatabase database, RotationConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * Where a slice stands.
     *
     * @param account whose keys; null for all there are
     * @param after the last one that was dealt with, or null
     */
    record Step(SliceLease lease, String account, String continuation, WrappedTable table, Place after) {}

    /** Where a key is in the order of its table. */
    record Place(String account, UUID id) {}

    /** A wrapped key as it is stored. */
    record Stored(Place place, WrappedKey wrapped, String purpose) {}

    /** What a step is about: keys of one account, and whether the table may have more. */
    record Batch(List<Stored> keys, boolean more) {}

    /** Where the slice stands; empty if the lease was handed on or the job cancelled. */
    Uni<Optional<Step>> open(SliceLease lease) {
        return database.execute(
                        OPEN, Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch(), Seconds.of(config.lease())))
                .map(rows -> Rows.first(rows).map(row -> step(lease, row)));
    }

    private static Step step(SliceLease lease, Row row) {
        String continuation = row.getString("continuation");
        String[] parts =
                continuation == null ? new String[] {WrappedTable.values()[0].name()} : continuation.split("/", -1);
        return new Step(
                lease,
                row.getString("account"),
                continuation,
                WrappedTable.valueOf(parts[0]),
                // Of a version that went by the id alone: the table is begun again.
                parts.length > 2 ? new Place(parts[2], UUID.fromString(parts[1])) : null);
    }

    /** The next keys that another wrapping key than this one wrapped. */
    Uni<Batch> next(Step step, String current) {
        Place after = step.after();
        Tuple parameters = Tuple.of(step.account(), current)
                .addString(after == null ? null : after.account())
                .addUUID(after == null ? null : after.id())
                .addInteger(config.keysPerStep());
        return database.execute(step.table().next(), parameters)
                .map(rows -> ofOneAccount(Rows.all(rows, RewrapRepository::stored)));
    }

    // Each change enters the audit chain of its account, and who holds two chains waits for who holds them crosswise.
    private Batch ofOneAccount(List<Stored> found) {
        List<Stored> keys = found.stream()
                .takeWhile(
                        key -> key.place().account().equals(found.get(0).place().account()))
                .toList();
        return new Batch(keys, keys.size() < found.size() || found.size() == config.keysPerStep());
    }

    private static Stored stored(Row row) {
        return new Stored(
                new Place(row.getString("owner"), row.getUUID("id")),
                new WrappedKey(row.getBuffer("wrapped").getBytes(), row.getString("wrapping_key")),
                row.getString("purpose"));
    }

    /** Stores what was wrapped anew, where it still is what it was, and goes on behind it. */
    Uni<ChunkResult> record(Step step, Batch batch, List<Rewrapped> rewrapped) {
        String next = continuation(step, batch);
        SliceLease lease = step.lease();
        Tuple parameters = Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch())
                .addString(step.continuation())
                .addValue(anew(rewrapped))
                .addValue(failed(rewrapped))
                .addString(next)
                .addDouble(Seconds.of(config.lease()));
        return database.execute(RECORD_OF.get(step.table()), parameters).map(rows -> Rows.first(rows)
                .<ChunkResult>map(row -> new ChunkResult.Swept(row.getInteger("rewrapped"), 0, 0, next == null))
                .orElseGet(ChunkResult.LeaseLost::new));
    }

    private static String continuation(Step step, Batch batch) {
        if (batch.more()) {
            Place last = batch.keys().get(batch.keys().size() - 1).place();
            return step.table().name() + "/" + last.id() + "/" + last.account();
        }
        int next = step.table().ordinal() + 1;
        return next < WrappedTable.values().length ? WrappedTable.values()[next].name() : null;
    }

    private static JsonArray anew(List<Rewrapped> keys) {
        JsonArray rows = new JsonArray();
        keys.stream()
                .filter(key -> key.anew() != null)
                .forEach(key -> rows.add(new JsonObject()
                        .put("id", key.stored().place().id().toString())
                        .put("before", base64(key.stored().wrapped()))
                        .put("wrapped", base64(key.anew()))
                        .put("wrapping_key", key.anew().wrappingKey())));
        return rows;
    }

    private static String base64(WrappedKey key) {
        return Base64.getEncoder().encodeToString(key.bytes());
    }

    private static JsonArray failed(List<Rewrapped> keys) {
        JsonArray rows = new JsonArray();
        keys.stream()
                .filter(key -> key.anew() == null)
                .forEach(key -> rows.add(new JsonObject()
                        .put("id", key.stored().place().id().toString())
                        .put("error", key.error())));
        return rows;
    }

    /** Opens the slice again if something is under another wrapping key than this one after all; gives whether, as a count. */
    Uni<Integer> reopen(JobLease lease, String current) {
        return database.execute(REOPEN, Tuple.of(lease.jobId(), lease.epoch(), current))
                .map(rows -> rows.rowCount());
    }
}

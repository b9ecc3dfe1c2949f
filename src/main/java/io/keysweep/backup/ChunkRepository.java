package io.keysweep.backup;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.account.Statement;
import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.Seconds;
import io.keysweep.sweep.SliceLease;
import io.keysweep.sweep.SweepConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * The statements that delete. For each kind of slice one round trip and one commit: lock the slice under its epoch, delete,
 * record the outcome, advance cursor, counters and lease. No row back means that nothing was done: the lease was handed
 * on, the job cancelled, or the slice is done.
 *
 * <p>A protected backup is left alone and recorded as held; see {@link Protection}. One that is put under a hold while the
 * statement waits for its row is left alone as well, since the condition is evaluated anew on the row's new version.
 *
 * <p>The cursor keeps the deleted prefix from being scanned again, which is what makes each chunk cost the same while
 * somebody else holds an old snapshot.
 */
@ApplicationScoped
class ChunkRepository {

    // $1 job, $2 slice, $3 epoch, $4 size, $5 lock time-out, $6 idle time-out, $7 lease in seconds. The time-outs
    // are set before the row is locked, for this transaction alone. Should this replica freeze or be cut off
    // before the next statement, the server ends the transaction, or nobody could claim the slice.
    private static final String LOCKED_SLICE =
            """
            FROM bulk_job_slice s JOIN bulk_job j ON j.id = s.job_id
            WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3 AND s.state = 'ready'
              AND j.state = 'sweeping' AND NOT j.abort
              AND set_config('lock_timeout', $5, true) IS NOT NULL
              AND set_config('idle_in_transaction_session_timeout', $6, true) IS NOT NULL
            FOR UPDATE OF s""";

    // A deletion shall read its rows page by page, as a plain DELETE of many rows does: the server then reads ahead,
    // which a scan in the order of an index does not. What is planned after this is held to it, whatever the
    // statistics say; for this transaction.
    private static final Statement READ_AHEAD = new Statement(
            "SELECT set_config('enable_indexscan', 'off', true), set_config('enable_seqscan', 'off', true)",
            Tuple.tuple());

    // Before that, for a range: locks the slice, and finds where the chunk ends and what of it the job keeps, through
    // ordered reads of the indexes. What is kept holds for the rows of this snapshot, so a job that keeps some must not
    // delete others: those of transactions from the horizon on may be the newest of their key. The verify pass has
    // them.
    private static final String TAKE_CHUNK =
            """
            WITH slice AS MATERIALIZED (
                SELECT s.scope_id, s.cursor_at, s.cursor_id, s.end_at, s.end_id, j.keep_last
                %1$s),
            boundary AS MATERIALIZED (
                SELECT b.created_at, b.id FROM key_backup b
                WHERE b.%2$s = (SELECT scope_id FROM slice)
                  AND (b.created_at, b.id) > ((SELECT cursor_at FROM slice), (SELECT cursor_id FROM slice))
                  AND (b.created_at, b.id) <= ((SELECT end_at FROM slice), (SELECT end_id FROM slice))
                ORDER BY b.created_at, b.id OFFSET $4::integer - 1 LIMIT 1),
            chunk_end AS MATERIALIZED (
                SELECT coalesce((SELECT created_at FROM boundary), end_at) AS at,
                       coalesce((SELECT id FROM boundary), end_id) AS id
                FROM slice),
            kept AS MATERIALIZED (
                SELECT array_agg(b.id) AS ids FROM key_backup b
                WHERE (SELECT keep_last FROM slice) IS NOT NULL
                  AND b.%2$s = (SELECT scope_id FROM slice)
                  AND (b.created_at, b.id) > ((SELECT cursor_at FROM slice), (SELECT cursor_id FROM slice))
                  AND (b.created_at, b.id) <= ((SELECT at FROM chunk_end), (SELECT id FROM chunk_end))
                  AND %3$s)
            SELECT set_config('keysweep.chunk', jsonb_build_object(
                       'at', c.at, 'id', c.id, 'kept', k.ids,
                       'horizon', CASE WHEN (SELECT keep_last FROM slice) IS NULL THEN %4$d
                                       ELSE pg_snapshot_xmin(pg_current_snapshot())::text::bigint END)::text, true)
            FROM chunk_end c, kept k""";

    // Does nothing without a chunk that was taken. The rows that it leaves alone are looked for through the small
    // indexes of protected rows. A row from a transaction that is yet to come was restored from another cluster: it is
    // old. Transactions are kept from the planner, as there is an index of them, which PostgreSQL would read as a whole
    // for each chunk.
    private static final String SWEEP_RANGE =
            """
            WITH chunk_end AS MATERIALIZED (
                SELECT c.at, c.id, c.kept, c.horizon, pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS yet_to_come
                FROM jsonb_to_record(nullif(current_setting('keysweep.chunk', true), '')::jsonb)
                     AS c (at timestamptz, id uuid, kept uuid[], horizon bigint)
                WHERE c.id IS NOT NULL),
            slice AS MATERIALIZED (
                SELECT s.scope_id, s.cursor_at, s.cursor_id, s.chunks, j.account, j.include_last_of_gone_keys
                FROM chunk_end, bulk_job_slice s JOIN bulk_job j ON j.id = s.job_id
                WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3),
            deleted AS (
                DELETE FROM key_backup b
                WHERE b.%1$s = (SELECT scope_id FROM slice) AND b.account = (SELECT account FROM slice)
                  AND (b.created_at, b.id) > ((SELECT cursor_at FROM slice), (SELECT cursor_id FROM slice))
                  AND (b.created_at, b.id) <= ((SELECT at FROM chunk_end), (SELECT id FROM chunk_end))
                  AND NOT %2$s AND NOT (b.id IN (SELECT unnest(kept) FROM chunk_end))
                  AND (b.inserted_xact < (SELECT horizon FROM chunk_end)
                       OR b.inserted_xact >= (SELECT yet_to_come FROM chunk_end)) IS TRUE
                RETURNING b.id, b.blob_digest),
            succeeded AS MATERIALIZED (%6$s FROM deleted),
            held AS MATERIALIZED (
                %3$s FROM key_backup b
                WHERE b.%1$s = (SELECT scope_id FROM slice) AND b.account = (SELECT account FROM slice)
                  AND (b.created_at, b.id) > ((SELECT cursor_at FROM slice), (SELECT cursor_id FROM slice))
                  AND (b.created_at, b.id) <= ((SELECT at FROM chunk_end), (SELECT id FROM chunk_end))
                  AND (b.held_until IS NOT NULL OR b.last_of_gone_key)
                  AND %2$s AND NOT (b.id IN (SELECT unnest(kept) FROM chunk_end))),
            recorded AS (%4$s),
            recorded_held AS (%5$s)
            UPDATE bulk_job_slice s
            SET cursor_at = c.at, cursor_id = c.id, chunks = s.chunks + 1, succeeded = s.succeeded + d.n,
                held = s.held + h.n, failures = 0,
                state = CASE WHEN (c.at, c.id) = (s.end_at, s.end_id) THEN 'done' ELSE 'ready' END,
                lease_owner = CASE WHEN (c.at, c.id) = (s.end_at, s.end_id) THEN NULL ELSE s.lease_owner END,
                lease_until = CASE WHEN (c.at, c.id) = (s.end_at, s.end_id) THEN NULL
                                   ELSE clock_timestamp() + make_interval(secs => $4) END
            FROM chunk_end c, succeeded d, held h
            WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3
            RETURNING d.n AS succeeded, h.n AS held, 0 AS missing, s.state = 'done' AS last""";

    // What of the ids the job selects. The times and the account are kept from the planner, as there are indexes of
    // them: PostgreSQL 18 reads such an index as a whole beside the ids, instead of looking the ids up.
    private static final String SELECTED =
            """
            (b.account = (SELECT account FROM slice)
                   AND b.created_at > (SELECT selected_after FROM slice)
                   AND b.created_at < (SELECT selected_before FROM slice)
                   AND ((SELECT vault_ids FROM slice) IS NULL OR b.vault_id = ANY ((SELECT vault_ids FROM slice)::uuid[]))
                   AND NOT %s) IS TRUE"""
                    .formatted(Protection.KEPT);

    // Each id is looked up once, to be deleted; only what is left of them is looked at again. What the snapshot shows
    // as free, and the deletion did not get, was deleted or put under a hold by somebody else just then. Which of the
    // two the next snapshot tells: such ids go to the end of the slice and are met again.
    private static final String SWEEP_IDS =
            """
            WITH slice AS MATERIALIZED (
                SELECT s.ids[s.position + 1 : s.position + $4::integer] AS batch, s.ids_named, s.chunks,
                       j.account, j.vault_ids, j.selected_after, j.selected_before, j.keep_last,
                       j.include_last_of_gone_keys
                %1$s),
            deleted AS (
                DELETE FROM key_backup b
                WHERE b.id = ANY ((SELECT batch FROM slice)::uuid[]) AND %3$s AND NOT %2$s
                RETURNING b.id, b.blob_digest),
            rest AS MATERIALIZED (
                SELECT batch.id FROM unnest((SELECT batch FROM slice)) AS batch (id)
                WHERE NOT EXISTS (SELECT FROM deleted d WHERE d.id = batch.id)),
            found AS MATERIALIZED (
                SELECT b.id, %2$s AS protected FROM key_backup b
                WHERE b.id = ANY (ARRAY(SELECT id FROM rest)) AND %3$s),
            succeeded AS MATERIALIZED (%8$s FROM deleted),
            held AS MATERIALIZED (%4$s FROM found WHERE protected),
            missing AS MATERIALIZED (
                %4$s FROM rest r
                WHERE (SELECT ids_named FROM slice) AND NOT EXISTS (SELECT FROM found f WHERE f.id = r.id)),
            undecided AS MATERIALIZED (SELECT ARRAY(SELECT id FROM found WHERE NOT protected) AS ids),
            recorded AS (%5$s),
            recorded_held AS (%6$s),
            recorded_missing AS (%7$s),
            progress AS MATERIALIZED (
                SELECT least(s.position + $4::integer, cardinality(s.ids)) AS position, u.ids AS undecided,
                       s.position + $4::integer >= cardinality(s.ids) AND u.ids = '{}' AS done
                FROM bulk_job_slice s, undecided u WHERE s.job_id = $1 AND s.slice_no = $2)
            UPDATE bulk_job_slice s
            SET position = p.position, chunks = s.chunks + 1, succeeded = s.succeeded + d.n, held = s.held + h.n,
                missing = s.missing + m.n, failures = 0,
                ids = CASE WHEN p.undecided = '{}' THEN s.ids ELSE s.ids || p.undecided END,
                state = CASE WHEN p.done THEN 'done' ELSE 'ready' END,
                lease_owner = CASE WHEN p.done THEN NULL ELSE s.lease_owner END,
                lease_until = CASE WHEN p.done THEN NULL ELSE clock_timestamp() + make_interval(secs => $7) END
            FROM slice l, progress p, succeeded d, held h, missing m
            WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3
            RETURNING d.n AS succeeded, h.n AS held, m.n AS missing, s.state = 'done' AS last""";

    private static final String SWEEP_NAMED = SWEEP_IDS.formatted(
            LOCKED_SLICE,
            Protection.PROTECTED,
            SELECTED,
            ChunkOutcome.SUMMED_UP,
            ChunkOutcome.RECORD_DELETED,
            ChunkOutcome.RECORD.formatted("held"),
            ChunkOutcome.RECORD.formatted("missing"),
            ChunkOutcome.DELETED_SUMMED_UP);

    private record RangeStatements(String take, String sweep) {}

    private static final RangeStatements VAULT_RANGE = rangeBy("vault_id");
    private static final RangeStatements KEY_RANGE = rangeBy("key_id");

    private static RangeStatements rangeBy(String scopeColumn) {
        return new RangeStatements(
                TAKE_CHUNK.formatted(LOCKED_SLICE, scopeColumn, Protection.KEPT, Long.MAX_VALUE),
                SWEEP_RANGE.formatted(
                        scopeColumn,
                        Protection.PROTECTED,
                        ChunkOutcome.SUMMED_UP,
                        ChunkOutcome.RECORD_DELETED,
                        ChunkOutcome.RECORD.formatted("held"),
                        ChunkOutcome.DELETED_SUMMED_UP));
    }

    private final AllAccountsDatabase database;
    private final SweepConfig config;

    ChunkRepository(AllAccountsDatabase database, SweepConfig config) {
        this.database = database;
        this.config = config;
    }

    Uni<ChunkResult> sweepNext(SliceLease lease, int size) {
        return database.execute(statements(lease, size)).map(ChunkRepository::result);
    }

    private List<Statement> statements(SliceLease lease, int size) {
        return switch (lease.kind()) {
            case VAULT_RANGE -> range(VAULT_RANGE, lease, size);
            case KEY_RANGE -> range(KEY_RANGE, lease, size);
            case IDS ->
                List.of(
                        READ_AHEAD,
                        new Statement(SWEEP_NAMED, locking(lease, size).addDouble(Seconds.of(config.lease()))));
        };
    }

    private List<Statement> range(RangeStatements statements, SliceLease lease, int size) {
        Tuple sweeping = Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch(), Seconds.of(config.lease()));
        return List.of(
                new Statement(statements.take(), locking(lease, size)),
                READ_AHEAD,
                new Statement(statements.sweep(), sweeping));
    }

    private Tuple locking(SliceLease lease, int size) {
        return Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch(), size)
                .addString(config.lockTimeout().toMillis() + "ms")
                .addString(config.statementTimeout().toMillis() + "ms");
    }

    private static ChunkResult result(RowSet<Row> rows) {
        return Rows.first(rows).map(ChunkRepository::swept).orElseGet(ChunkResult.LeaseLost::new);
    }

    private static ChunkResult swept(Row row) {
        return new ChunkResult.Swept(
                row.getInteger("succeeded"), row.getInteger("held"), row.getInteger("missing"), row.getBoolean("last"));
    }
}

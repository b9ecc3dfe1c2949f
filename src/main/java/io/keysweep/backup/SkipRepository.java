package io.keysweep.backup;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.sweep.Seconds;
import io.keysweep.sweep.SliceKind;
import io.keysweep.sweep.SliceLease;
import io.keysweep.sweep.SweepConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Steps over a backup that the database refuses to delete, and puts it on record as failed. */
@ApplicationScoped
class SkipRepository {

    private static final String NEXT_OF_RANGE =
            """
            SELECT b.id, b.created_at FROM key_backup b
            WHERE b.%s = s.scope_id
              AND (b.created_at, b.id) > (s.cursor_at, s.cursor_id) AND (b.created_at, b.id) <= (s.end_at, s.end_id)
            ORDER BY b.created_at, b.id LIMIT 1""";

    private static final String NEXT_OF_IDS =
            "SELECT s.ids[s.position + 1] AS id, NULL::timestamptz AS created_at WHERE s.position < cardinality(s.ids)";

    private static final String PEEK =
            """
            SELECT next.id FROM bulk_job_slice s, LATERAL (%s) next
            WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3 AND s.state = 'ready'""";

    // A range stays 'ready' though the skipped row may be its last: the next chunk finds that nothing is left of it.
    private static final String SKIP =
            """
            WITH slice AS MATERIALIZED (
                SELECT s.* FROM bulk_job_slice s JOIN bulk_job j ON j.id = s.job_id
                WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3 AND s.state = 'ready'
                  AND j.state = 'sweeping' AND NOT j.abort
                FOR UPDATE OF s),
            skipped AS MATERIALIZED (
                SELECT s.chunks, next.id, next.created_at FROM slice s, LATERAL (%s) next WHERE next.id = $4),
            recorded AS (
                INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest, error)
                SELECT $1, $2, chunks, 'failed', $3, 1, ARRAY[id], sha256(uuid_send(id)), $5 FROM skipped)
            UPDATE bulk_job_slice s
            SET %s, chunks = s.chunks + 1, failed = s.failed + 1, failures = 0,
                lease_until = clock_timestamp() + make_interval(secs => $6)
            FROM skipped k
            WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3
            RETURNING 1 + (SELECT sum(f.failed) FROM bulk_job_slice f WHERE f.job_id = $1)::bigint AS failed""";

    private static final String STEP_IN_RANGE = "cursor_at = k.created_at, cursor_id = k.id";
    private static final String STEP_IN_IDS = "position = s.position + 1";

    private final AllAccountsDatabase database;
    private final SweepConfig config;

    SkipRepository(AllAccountsDatabase database, SweepConfig config) {
        this.database = database;
        this.config = config;
    }

    Uni<Optional<UUID>> peekNext(SliceLease lease) {
        return database.execute(
                        PEEK.formatted(next(lease.kind())), Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch()))
                .map(rows -> Rows.first(rows).map(row -> row.getUUID("id")));
    }

    Uni<OptionalLong> skipNext(SliceLease lease, UUID id, String error) {
        String step = lease.kind() == SliceKind.IDS ? STEP_IN_IDS : STEP_IN_RANGE;
        Tuple parameters = Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch(), id, error)
                .addDouble(Seconds.of(config.lease()));
        return database.execute(SKIP.formatted(next(lease.kind()), step), parameters)
                .map(rows -> Rows.first(rows)
                        .map(row -> OptionalLong.of(row.getLong("failed")))
                        .orElse(OptionalLong.empty()));
    }

    private static String next(SliceKind kind) {
        return switch (kind) {
            case VAULT_RANGE -> NEXT_OF_RANGE.formatted("vault_id");
            case KEY_RANGE -> NEXT_OF_RANGE.formatted("key_id");
            case IDS -> NEXT_OF_IDS;
        };
    }
}

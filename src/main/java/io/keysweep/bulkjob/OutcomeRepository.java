package io.keysweep.bulkjob;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads what became of the items of jobs. One row holds a chunk of up to some thousand items. */
@ApplicationScoped
class OutcomeRepository {

    // In two halves, so that a large job's successes are not even looked at: the first reads the index of exceptions.
    private static final String DETAILED_STATUS =
            """
            SELECT j.id AS job_id, o.outcome, o.ids, o.error
            FROM bulk_job j CROSS JOIN LATERAL (
                SELECT slice_no, chunk_no, outcome, ids, error FROM bulk_job_outcome
                WHERE job_id = j.id AND outcome <> 'succeeded'
                  AND (outcome <> 'held' OR j.scope = 'backups' OR coalesce(j.total, j.planned) <= $2)
                UNION ALL
                SELECT slice_no, chunk_no, outcome, ids, error FROM bulk_job_outcome
                WHERE job_id = j.id AND outcome = 'succeeded' AND coalesce(j.total, j.planned) <= $2) o
            WHERE j.id = ANY ($1::uuid[])
            ORDER BY j.id, o.slice_no, o.chunk_no, o.outcome""";

    private static final String COUNT =
            """
            SELECT coalesce(sum(item_count), 0)::bigint AS total FROM bulk_job_outcome
            WHERE job_id = $1 AND ($2::text[] IS NULL OR outcome = ANY ($2))""";

    // Running totals find the chunks that the page touches, so that only their ids are read, however deep the page
    // lies.
    private static final String PAGE =
            """
            WITH chunk AS (
                SELECT slice_no, chunk_no, outcome, item_count,
                       sum(item_count) OVER (ORDER BY slice_no, chunk_no, outcome) - item_count AS before
                FROM bulk_job_outcome WHERE job_id = $1 AND ($2::text[] IS NULL OR outcome = ANY ($2)))
            SELECT item.id, o.outcome, o.error, o.created_at
            FROM chunk c JOIN bulk_job_outcome o USING (slice_no, chunk_no, outcome),
                 unnest(o.ids) WITH ORDINALITY item (id, n)
            WHERE o.job_id = $1 AND c.before < $3::bigint + $4 AND c.before + c.item_count > $3
              AND c.before + item.n > $3 AND c.before + item.n <= $3 + $4
            ORDER BY c.before + item.n""";

    private static final String CHUNKS_AFTER =
            """
            SELECT slice_no, chunk_no, outcome, error, ids, created_at FROM bulk_job_outcome
            WHERE job_id = $1 AND ($2::text[] IS NULL OR outcome = ANY ($2))
              AND (slice_no, chunk_no, outcome) > ($3, $4, $5)
            ORDER BY slice_no, chunk_no, outcome LIMIT $6""";

    private static final int CHUNKS_AT_ONCE = 4;

    private final AccountDatabase database;

    OutcomeRepository(AccountDatabase database) {
        this.database = database;
    }

    /** The {@code detailed_status} of each job that has any. */
    Uni<Map<UUID, Map<String, String>>> detailedStatus(String account, List<UUID> jobIds) {
        return database.execute(
                        account,
                        DETAILED_STATUS,
                        Tuple.tuple()
                                .addArrayOfUUID(jobIds.toArray(UUID[]::new))
                                .addInteger(DetailedStatus.WHOLE_UP_TO))
                .map(OutcomeRepository::statuses);
    }

    private static Map<UUID, Map<String, String>> statuses(RowSet<Row> rows) {
        Map<UUID, Map<String, String>> byJob = new HashMap<>();
        for (Row row : rows) {
            Map<String, String> statuses = byJob.computeIfAbsent(row.getUUID("job_id"), id -> new LinkedHashMap<>());
            String status = Outcome.of(row.getString("outcome")).status(row.getString("error"));
            for (UUID id : row.getArrayOfUUIDs("ids")) {
                statuses.put(id.toString(), status);
            }
        }
        return byJob;
    }

    /**
     * A page of items in the order of slices and chunks. It stands still once the job has ended; before, slices fill side
     * by side.
     */
    Uni<Page<ResultView>> page(String account, UUID jobId, Optional<List<String>> outcomes, PageRequest page) {
        return database.execute(
                        account,
                        PAGE,
                        of(jobId, outcomes).addLong((long) page.skip()).addLong((long) page.size()))
                .map(rows -> Rows.all(rows, OutcomeRepository::result))
                .chain(results -> count(account, jobId, outcomes).map(total -> Page.of(page, total, results)));
    }

    private Uni<Long> count(String account, UUID jobId, Optional<List<String>> outcomes) {
        return database.execute(account, COUNT, of(jobId, outcomes))
                .map(rows -> Rows.only(rows).getLong("total"));
    }

    private static ResultView result(Row row) {
        return ResultView.of(
                row.getUUID("id"),
                Outcome.of(row.getString("outcome")),
                row.getString("error"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    /** The next few chunks after a place, in the same order; none at the end. */
    Uni<List<OutcomeChunk>> chunksAfter(
            String account, UUID jobId, Optional<List<String>> outcomes, OutcomeChunk.Place place) {
        return database.execute(
                        account,
                        CHUNKS_AFTER,
                        of(jobId, outcomes)
                                .addInteger(place.sliceNo())
                                .addInteger(place.chunkNo())
                                .addString(place.outcome())
                                .addInteger(CHUNKS_AT_ONCE))
                .map(rows -> Rows.all(rows, OutcomeRepository::chunk));
    }

    private static OutcomeChunk chunk(Row row) {
        return new OutcomeChunk(
                new OutcomeChunk.Place(
                        row.getInteger("slice_no"), row.getInteger("chunk_no"), row.getString("outcome")),
                Outcome.of(row.getString("outcome")),
                row.getString("error"),
                row.getOffsetDateTime("created_at").toInstant(),
                List.of(row.getArrayOfUUIDs("ids")));
    }

    private static Tuple of(UUID jobId, Optional<List<String>> outcomes) {
        return Tuple.tuple()
                .addUUID(jobId)
                .addArrayOfString(
                        outcomes.map(names -> names.toArray(String[]::new)).orElse(null));
    }
}

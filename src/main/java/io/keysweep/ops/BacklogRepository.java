package io.keysweep.ops;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** What waits to be done, over all accounts. */
@ApplicationScoped
class BacklogRepository {

    // By the partial indexes of active jobs and of schedules that will come due; of a chain its end and its last
    // checkpoint. MATERIALIZED keeps coalesce out of the last look into a chain: row-level security would have it
    // read the whole of one that is compared with that.
    private static final String LOOK =
            """
            WITH RECURSIVE unfinished AS (
                SELECT created_at FROM bulk_job WHERE state = 'sweeping'
                UNION ALL
                SELECT created_at FROM bulk_job WHERE state = 'planning' AND NOT fully_planned),
            chain AS (
                (SELECT account FROM audit_record ORDER BY account LIMIT 1)
                UNION ALL
                SELECT (SELECT r.account FROM audit_record r WHERE r.account > c.account ORDER BY r.account LIMIT 1)
                FROM chain c WHERE c.account IS NOT NULL),
            signed AS MATERIALIZED (
                SELECT c.account, coalesce(p.seq, 0) AS seq,
                       (SELECT seq FROM audit_record WHERE account = c.account ORDER BY seq DESC LIMIT 1) AS last
                FROM chain c
                LEFT JOIN LATERAL (
                    SELECT seq FROM audit_checkpoint WHERE account = c.account ORDER BY seq DESC LIMIT 1) p ON true
                WHERE c.account IS NOT NULL),
            unsigned AS (
                SELECT (SELECT at FROM audit_record WHERE account = s.account AND seq = s.seq + 1) AS since
                FROM signed s WHERE s.last > s.seq)
            SELECT (SELECT count(*) FROM unfinished) AS unfinished_jobs,
                   extract(epoch FROM now() - (SELECT min(created_at) FROM unfinished))::float8 AS oldest_job,
                   extract(epoch FROM now() - (SELECT min(next_run_at) FROM job_config WHERE next_run_at <= now()))::float8
                       AS oldest_due_run,
                   extract(epoch FROM now() - (SELECT min(since) FROM unsigned))::float8 AS oldest_unsigned_record""";

    private final AllAccountsDatabase database;

    BacklogRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    /**
     * What waits, each age in seconds and 0 if nothing does.
     *
     * @param unfinishedJobs jobs of any operation that have not ended
     * @param oldestJob since the oldest of them was accepted
     * @param oldestDueRun since the run of a schedule should have been made that was not
     * @param oldestUnsignedRecord since the first audit record after its account's last checkpoint
     */
    record Backlog(long unfinishedJobs, double oldestJob, double oldestDueRun, double oldestUnsignedRecord) {

        static final Backlog NONE = new Backlog(0, 0, 0, 0);
    }

    Uni<Backlog> look() {
        return database.execute(LOOK, Tuple.tuple()).map(Rows::only).map(BacklogRepository::backlog);
    }

    private static Backlog backlog(Row row) {
        return new Backlog(
                row.getLong("unfinished_jobs"),
                age(row, "oldest_job"),
                age(row, "oldest_due_run"),
                age(row, "oldest_unsigned_record"));
    }

    private static double age(Row row, String column) {
        Double seconds = row.getDouble(column);
        return seconds == null ? 0 : Math.max(0, seconds);
    }
}

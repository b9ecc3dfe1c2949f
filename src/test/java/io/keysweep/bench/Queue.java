package io.keysweep.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Figure 3, second half: how fast a replica takes up and ends jobs of one item when ten thousand are queued, beside the same
 * with a few hundred queued.
 */
final class Queue {

    static final int JOBS_QUEUED = 10_000;
    static final int JOBS_FEW = 500;

    private static final double ALIKE = 1.1;

    private static final String QUEUE =
            """
            INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before)
            SELECT gen_random_uuid(), b.account, 'delete-key-backups', 'bench', 'backups', ARRAY[b.id], '-infinity', now()
            FROM (SELECT id, account FROM key_backup WHERE vault_id = ? LIMIT ?) b""";

    private static final String ENDED = "SELECT count(*) FROM bulk_job WHERE completed_at IS NOT NULL";

    // Between the first and the last of the first so many that ended.
    private static final String SECONDS =
            """
            SELECT extract(epoch FROM max(completed_at) - min(completed_at))::float8
            FROM (SELECT completed_at FROM bulk_job WHERE completed_at IS NOT NULL ORDER BY completed_at LIMIT %d) ended"""
                    .formatted(JOBS_FEW);

    private final Bench bench;
    private final Database database;

    Queue(Bench bench, Database database) {
        this.bench = bench;
        this.database = database;
    }

    void run() {
        double few = secondsAJob(JOBS_FEW);
        double many = secondsAJob(JOBS_QUEUED);
        bench.report()
                .add(Line.atMost(
                        3,
                        "time a queued job, %,d queued ÷ %,d queued".formatted(JOBS_QUEUED, JOBS_FEW),
                        many / few,
                        "",
                        ALIKE,
                        "%.1f and %.1f ms a job".formatted(many * 1_000, few * 1_000)));
    }

    private double secondsAJob(int queued) {
        Accept.forgetJobs(database);
        database.update(QUEUE, bench.vault(Scale.QUEUE), queued);
        database.update("ANALYZE bulk_job, bulk_job_slice, bulk_job_outcome");
        database.checkpoint();
        Replica replica = Replica.start(database, Map.of());
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (database.number(ENDED) < JOBS_FEW && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        replica.kill();
        double seconds = database.seconds(SECONDS);
        Accept.forgetJobs(database);
        return seconds / JOBS_FEW;
    }
}

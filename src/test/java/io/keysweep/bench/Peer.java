package io.keysweep.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Figure 7: the same backups deleted by tasks of db-scheduler, one each, as its documentation advises for throughput:
 * scheduled in batches, polled with lock-and-fetch, 20 threads, limits 4 and 20 times as many.
 *
 * @see <a href="https://github.com/kagkarlsson/db-scheduler/blob/master/docs/performance.md">its page on performance</a>
 */
final class Peer {

    private static final int THREADS = 20;
    private static final double LOWER_LIMIT = 4;
    private static final double UPPER_LIMIT = 20;
    private static final int BATCH = 1_000;

    // The columns that its documentation lists.
    private static final String TABLE =
            """
            CREATE TABLE scheduled_tasks (
                task_name text NOT NULL, task_instance text NOT NULL, task_data bytea, execution_time timestamptz NOT NULL,
                picked boolean NOT NULL, picked_by text, last_success timestamptz, last_failure timestamptz,
                consecutive_failures integer, last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
                PRIMARY KEY (task_name, task_instance));
            CREATE INDEX ON scheduled_tasks (execution_time);
            CREATE INDEX ON scheduled_tasks (last_heartbeat)""";

    private static final String LEFT = "SELECT count(*) FROM scheduled_tasks";

    private final Bench bench;

    Peer(Bench bench) {
        this.bench = bench;
    }

    void run() {
        List<Run> theirs = new ArrayList<>();
        List<Run> ours = new ArrayList<>();
        for (int repeat = 0; repeat < Math.min(3, bench.repeats()); repeat++) {
            try (Database copy = bench.wideCopy()) {
                copy.update(TABLE);
                ours.add(ours(copy));
                theirs.add(theirs(copy));
            }
        }
        bench.report()
                .add(Line.shown(
                        7,
                        "rows/s ÷ db-scheduler's",
                        Numbers.ratio(ours, theirs, Run::rowsASecond),
                        "",
                        Run.describe(theirs) + "; " + Run.describe(ours)));
    }

    private Run ours(Database copy) {
        try (Replica replica = Replica.start(copy, Map.of())) {
            bench.warmUp(copy, replica);
            JsonObject selection = new JsonObject()
                    .put("vault_id", bench.vault(Bench.PEER_OURS).toString());
            return bench.job("ours", copy, List.of(replica), bench.peerRows(), selection);
        }
    }

    private Run theirs(Database copy) {
        try (HikariDataSource pool = pool(copy)) {
            OneTimeTask<Void> task = Tasks.oneTime("delete-backup")
                    .execute((instance, context) -> delete(pool, UUID.fromString(instance.getId())));
            Scheduler scheduler = Scheduler.create(pool, task)
                    .threads(THREADS)
                    .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
                    .pollingInterval(Duration.ofMillis(100))
                    .build();
            scheduler.start();
            try {
                sweep(copy, scheduler, task, bench.vault(Bench.WARM_UP));
                copy.checkpoint();
                return bench.measured(
                        "db-scheduler",
                        copy,
                        List.of(),
                        bench.peerRows(),
                        () -> sweep(copy, scheduler, task, bench.vault(Bench.PEER)));
            } finally {
                scheduler.stop();
            }
        }
    }

    private static HikariDataSource pool(Database copy) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(copy.jdbcUrl());
        config.setUsername("postgres");
        config.setPassword("postgres");
        config.setMaximumPoolSize(THREADS + 5);
        return new HikariDataSource(config);
    }

    // From the first task scheduled to the last one done.
    private static double sweep(Database copy, Scheduler scheduler, OneTimeTask<Void> task, UUID vault) {
        long started = System.nanoTime();
        List<TaskInstance<?>> batch = new ArrayList<>(BATCH);
        Instant now = Instant.now();
        for (UUID id : copy.query(UUID.class, "SELECT id FROM key_backup WHERE vault_id = ?", vault)) {
            batch.add(task.instance(id.toString()));
            if (batch.size() == BATCH) {
                scheduler.scheduleBatch(batch, now);
                batch.clear();
            }
        }
        scheduler.scheduleBatch(batch, now);
        while (copy.number(LEFT) > 0) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        if (copy.number("SELECT count(*) FROM key_backup WHERE vault_id = ?", vault) > 0) {
            throw new AssertionError("not all deleted");
        }
        return seconds;
    }

    private static void delete(DataSource pool, UUID id) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement("DELETE FROM key_backup WHERE id = ?")) {
            statement.setObject(1, id);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.keysweep.bench;

import io.keysweep.bench.OpenLoop.Call;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Figure 3: what accepting costs for a selection of 10 and of 10 million, by turns in one stream of 200 calls a second. First
 * with the engine held up, so that accepting alone is measured, then with the small jobs running beside it.
 */
final class Accept {

    private static final int CALLS_A_SECOND = 200;
    private static final Duration LENGTH = Duration.ofSeconds(10);
    private static final double ALIKE = 1.1;

    private final Bench bench;
    private final Database database;

    Accept(Bench bench, Database database) {
        this.bench = bench;
        this.database = database;
    }

    void run() throws SQLException {
        OpenLoop held = engineHeldUp();
        bench.report()
                .add(Line.atMost(
                        3,
                        "accept, p50 for %,d ÷ p50 for 10".formatted(Scale.hugeRows(bench)),
                        held.percentile("huge", 0.5) / held.percentile("tiny", 0.5),
                        "",
                        ALIKE,
                        "engine held up, 200 calls/s: " + held.describe()));
        OpenLoop running = jobsRunning();
        bench.report()
                .add(Line.shown(
                        3,
                        "accept, p99 at 200 calls/s, their jobs of 10 running",
                        running.percentile("tiny", 0.99),
                        "ms",
                        running.describe()));
    }

    // Nobody can cut slices while this lock is held; accepting touches other tables only.
    private OpenLoop engineHeldUp() throws SQLException {
        Replica replica = Replica.start(database, Map.of());
        OpenLoop loop;
        try (Connection session = database.connect()) {
            bench.warmUp(database, replica);
            session.setAutoCommit(false);
            Database.update(session, "LOCK TABLE bulk_job_slice IN SHARE MODE");
            List<Call> calls = List.of(
                    new Call("tiny", replica.jobRequest(Bench.ACCOUNT, "vault_id", bench.vault(Scale.TINY + 0)), 201),
                    new Call("huge", replica.jobRequest(Bench.ACCOUNT, "vault_id", bench.vault(Scale.HUGE)), 201));
            OpenLoop.run(replica.client(), calls, CALLS_A_SECOND, LENGTH.dividedBy(2), () -> false); // warm-up
            loop = OpenLoop.run(replica.client(), calls, CALLS_A_SECOND, LENGTH, () -> false);
            replica.kill();
        }
        forgetJobs(database);
        return loop;
    }

    private OpenLoop jobsRunning() {
        try (Replica replica = Replica.start(database, Map.of())) {
            bench.warmUp(database, replica);
            List<Call> calls = new ArrayList<>();
            for (int vault = 0; vault < Scale.TINY_VAULTS; vault++) {
                HttpRequest request = replica.jobRequest(Bench.ACCOUNT, "vault_id", bench.vault(Scale.TINY + vault));
                calls.add(new Call("tiny", request, 201));
            }
            OpenLoop.run(replica.client(), calls, CALLS_A_SECOND, LENGTH.dividedBy(2), () -> false); // warm-up
            OpenLoop loop = OpenLoop.run(replica.client(), calls, CALLS_A_SECOND, LENGTH, () -> false);
            replica.kill();
            forgetJobs(database);
            return loop;
        }
    }

    /** Takes away all jobs, of a service that was killed, and whatever its connections still do. */
    static void forgetJobs(Database database) {
        database.query(
                Boolean.class,
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        database.update("TRUNCATE bulk_job CASCADE");
    }
}

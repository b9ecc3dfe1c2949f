package io.keysweep.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Figure 9: the job of figure 1 while another session holds a snapshot from before it began. */
final class HeldSnapshot {

    private final Bench bench;

    HeldSnapshot(Bench bench) {
        this.bench = bench;
    }

    void run() throws SQLException {
        List<Run> held = new ArrayList<>();
        List<Run> free = new ArrayList<>();
        for (int repeat = 0; repeat < Math.min(3, bench.repeats()); repeat++) {
            if (repeat % 2 == 0) {
                free.add(BulkDeletion.job(bench, "no snapshot held", 1, Map.of()));
                held.add(whileHeld());
            } else {
                held.add(whileHeld());
                free.add(BulkDeletion.job(bench, "no snapshot held", 1, Map.of()));
            }
        }
        bench.report()
                .add(Line.atMost(
                        9,
                        "time with a snapshot held ÷ without",
                        Numbers.ratio(held, free, Run::seconds),
                        "",
                        1.15,
                        Run.describe(free) + "; " + Run.describe(held)));
    }

    private Run whileHeld() throws SQLException {
        try (Database copy = bench.wideCopy();
                Connection session = copy.connect()) {
            session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            session.setAutoCommit(false);
            try (Statement statement = session.createStatement()) {
                statement.executeQuery("SELECT count(*) FROM vault");
                return BulkDeletion.job(bench, copy, "snapshot held", 1, Map.of());
            }
        }
    }
}

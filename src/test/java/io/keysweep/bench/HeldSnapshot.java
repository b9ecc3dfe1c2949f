package io.keysweep.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Figure 9: jobs alike while another session holds a snapshot from before they began, and without it. */
final class HeldSnapshot {

    private static final int PARTS = 4;

    private final Bench bench;
    private final List<Run> held = new ArrayList<>();
    private final List<Run> free = new ArrayList<>();

    HeldSnapshot(Bench bench) {
        this.bench = bench;
    }

    void run() throws SQLException {
        for (int repeat = 0; repeat < Math.min(3, bench.repeats()); repeat++) {
            try (Database copy = bench.wideCopy();
                    Replica replica = Replica.start(copy, Map.of())) {
                bench.warmUp(copy, replica);
                free(copy, replica, 0);
                held(copy, replica, 1);
                held(copy, replica, 2);
                free(copy, replica, 3);
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

    private void free(Database copy, Replica replica, int part) {
        free.add(job("no snapshot held", copy, replica, part));
    }

    private void held(Database copy, Replica replica, int part) throws SQLException {
        try (Connection session = copy.connect()) {
            session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            session.setAutoCommit(false);
            try (Statement statement = session.createStatement()) {
                statement.executeQuery("SELECT count(*) FROM vault");
                held.add(job("snapshot held", copy, replica, part));
            }
        }
    }

    private Run job(String what, Database copy, Replica replica, int part) {
        return bench.job(what, copy, List.of(replica), bench.bigRows() / PARTS, bench.part(part, PARTS));
    }
}

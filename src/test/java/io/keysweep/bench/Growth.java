package io.keysweep.bench;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figure 2: time a row and memory of the service from 10 thousand rows to 10 million. */
final class Growth {

    private static final double TOLERANCE = 1.1;

    private final Bench bench;
    private final Database database;
    private final Map<Long, List<Run>> runs = new LinkedHashMap<>();
    private final Map<Long, Double> memory = new LinkedHashMap<>();

    Growth(Bench bench, Database database) {
        this.bench = bench;
        this.database = database;
    }

    void run() {
        try (Replica replica = Replica.start(database, Map.of())) {
            bench.warmUp(database, replica);
            for (int repeat = 0; repeat < Math.min(3, bench.repeats()); repeat++) {
                for (long rows : Scale.sizes(bench)) {
                    sweep(replica, Scale.GROWTH + rows + "-" + repeat, rows);
                }
            }
            long left = database.number("SELECT count(*) FROM key_backup WHERE vault_id = ?", bench.vault(Scale.HUGE));
            if (left > 0) {
                sweep(replica, Scale.HUGE, left);
            }
        }
        report();
    }

    private void sweep(Replica replica, String vault, long rows) {
        replica.takePeakResidentMiB();
        JsonObject selection =
                new JsonObject().put("vault_id", bench.vault(vault).toString());
        Run run = bench.job("%,d rows".formatted(rows), database, List.of(replica), rows, selection);
        runs.computeIfAbsent(rows, size -> new ArrayList<>()).add(run);
        memory.merge(rows, replica.takePeakResidentMiB(), Math::max);
    }

    private void report() {
        long million = Scale.sizes(bench).get(2);
        double base = Run.median(runs.get(million), Growth::microsARow);
        runs.forEach((rows, measured) -> {
            double timeARow = Run.median(measured, Growth::microsARow);
            String what = "time a row, %,d rows ÷ %,d rows".formatted(rows, million);
            String beside = Run.describe(measured) + ", peak RSS %.0f MiB".formatted(memory.get(rows));
            bench.report()
                    .add(
                            rows == million
                                    ? Line.shown(2, what, timeARow / base, "", beside)
                                    : Line.atMost(2, what, timeARow / base, "", TOLERANCE, beside));
        });
        double most =
                memory.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double beside = memory.get(million);
        bench.report()
                .add(Line.atMost(
                        2,
                        "peak RSS, most of all sizes ÷ %,d rows".formatted(million),
                        most / beside,
                        "",
                        TOLERANCE,
                        ""));
    }

    private static double microsARow(Run run) {
        return run.seconds() * 1e6 / run.rows();
    }
}

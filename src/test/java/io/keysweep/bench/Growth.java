package io.keysweep.bench;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Figure 2: time a row and memory of the service from 10 thousand rows to 10 million; beside it, by how much a plain DELETE of
 * as many of the same rows grows.
 */
final class Growth {

    private static final double TOLERANCE = 1.1;

    private final Bench bench;
    private final Database database;
    private final Map<Long, List<Run>> runs = new LinkedHashMap<>();
    private final Map<Long, List<Run>> plain = new LinkedHashMap<>();
    private final Map<Long, Double> memory = new LinkedHashMap<>();

    Growth(Bench bench, Database database) {
        this.bench = bench;
        this.database = database;
    }

    void run() {
        // The same rows, before the jobs take them.
        try (Database copy = bench.copyOf(database)) {
            eachVault(copy, (vault, rows) -> plain(copy, vault, rows));
        }
        try (Replica replica = Replica.start(database, Map.of())) {
            bench.warmUp(database, replica);
            eachVault(database, (vault, rows) -> sweep(replica, vault, rows));
        }
        report();
    }

    private void eachVault(Database on, BiConsumer<String, Long> deletion) {
        for (int repeat = 0; repeat < Math.min(3, bench.repeats()); repeat++) {
            for (long rows : Scale.sizes(bench)) {
                deletion.accept(Scale.GROWTH + rows + "-" + repeat, rows);
            }
        }
        long left = on.number("SELECT count(*) FROM key_backup WHERE vault_id = ?", bench.vault(Scale.HUGE));
        if (left > 0) {
            deletion.accept(Scale.HUGE, left);
        }
    }

    private void plain(Database copy, String vault, long rows) {
        plain.computeIfAbsent(rows, size -> new ArrayList<>())
                .add(bench.plain("DELETE", copy, rows, BulkDeletion.PLAIN, bench.vault(vault)));
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
        reportPlain(million);
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

    private void reportPlain(long million) {
        double base = Run.median(plain.get(million), Growth::microsARow);
        plain.forEach((rows, measured) -> bench.report()
                .add(Line.shown(
                        2,
                        "time a row of a plain DELETE, %,d rows ÷ %,d rows".formatted(rows, million),
                        Run.median(measured, Growth::microsARow) / base,
                        "",
                        Run.describe(measured))));
    }

    private static double microsARow(Run run) {
        return run.seconds() * 1e6 / run.rows();
    }
}

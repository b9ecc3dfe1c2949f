package io.keysweep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Figure 6: one job on one, two and three replicas. */
final class Replicas {

    private static final int MOST = 3;
    private static final Map<String, String> ONE_SLICE_EACH = Map.of("keysweep.sweep.slices-per-replica", "1");

    private final Bench bench;

    Replicas(Bench bench) {
        this.bench = bench;
    }

    void run() {
        compare("one slice in flight each", ONE_SLICE_EACH);
        compare("default concurrency", Map.of());
    }

    private void compare(String what, Map<String, String> settings) {
        List<List<Run>> byCount = new ArrayList<>();
        for (int count = 0; count < MOST; count++) {
            byCount.add(new ArrayList<>());
        }
        int repeats = Math.min(3, bench.repeats());
        for (int repeat = 0; repeat < repeats; repeat++) {
            for (int count = 1; count <= MOST; count++) {
                byCount.get(count - 1).add(BulkDeletion.job(bench, count + " replicas, " + what, count, settings));
            }
        }
        for (int count = 2; count <= MOST; count++) {
            double speedup = Numbers.ratio(byCount.get(count - 1), byCount.get(0), Run::rowsASecond);
            bench.report()
                    .add(Line.shown(
                            6,
                            "rows/s, %d replicas ÷ 1, %s".formatted(count, what),
                            speedup,
                            "",
                            "efficiency %.0f %%; %s; %s"
                                    .formatted(
                                            speedup / count * 100,
                                            Run.describe(byCount.get(0)),
                                            Run.describe(byCount.get(count - 1)))));
        }
    }
}

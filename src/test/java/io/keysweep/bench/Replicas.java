package io.keysweep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Figure 6: jobs alike on one, two and three replicas, one after the other, each on a third of the big vault. */
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
        List<List<Run>> byCount = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int repeat = 0; repeat < Math.min(3, bench.repeats()); repeat++) {
            onOneCopy(what, settings, byCount);
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

    private void onOneCopy(String what, Map<String, String> settings, List<List<Run>> byCount) {
        List<Replica> replicas = new ArrayList<>();
        try (Database copy = bench.wideCopy()) {
            for (int count = 1; count <= MOST; count++) {
                Replica another = Replica.start(copy, settings);
                replicas.add(another);
                bench.warmUp(copy, another);
                String name = count + (count == 1 ? " replica, " : " replicas, ") + what;
                byCount.get(count - 1)
                        .add(bench.job(name, copy, replicas, bench.bigRows() / MOST, bench.part(count - 1, MOST)));
            }
        } finally {
            replicas.forEach(Replica::kill);
        }
    }
}

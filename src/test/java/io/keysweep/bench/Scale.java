package io.keysweep.bench;

import io.keysweep.bench.Vaults.Spec;
import java.util.ArrayList;
import java.util.List;

/** Figures 2, 3 and fairness (12), on one database of small rows that has a vault of 10 million. */
final class Scale {

    static final String HUGE = "huge";
    static final String TINY = "tiny-";
    static final String GROWTH = "growth-";
    static final String QUEUE = "queue";
    static final String SMALL_ACCOUNT = "small";
    static final String SMALL = "small-";

    static final int SMALL_VAULTS = 20;
    static final int SMALL_ROWS = 100;
    static final int TINY_VAULTS = 50;
    static final int TINY_ROWS = 10;

    private static final int BLOB = 200;

    private final Bench bench;

    Scale(Bench bench) {
        this.bench = bench;
    }

    /** The sizes below the huge one. */
    static List<Long> sizes(Bench bench) {
        return List.of(bench.scaled(10_000, 1_000), bench.scaled(100_000, 5_000), bench.scaled(1_000_000, 20_000));
    }

    static long hugeRows(Bench bench) {
        return bench.scaled(10_000_000, 100_000);
    }

    void run() throws Exception {
        List<Spec> specs = new ArrayList<>();
        specs.add(new Spec(Bench.ACCOUNT, Bench.WARM_UP, 50_000, 10, BLOB));
        specs.add(new Spec(Bench.ACCOUNT, HUGE, hugeRows(bench), 1_000, BLOB));
        for (int vault = 0; vault < TINY_VAULTS; vault++) {
            specs.add(new Spec(Bench.ACCOUNT, TINY + vault, TINY_ROWS, 1, BLOB));
        }
        for (int vault = 0; vault < SMALL_VAULTS; vault++) {
            specs.add(new Spec(SMALL_ACCOUNT, SMALL + vault, SMALL_ROWS, 5, BLOB));
        }
        for (long rows : sizes(bench)) {
            for (int repeat = 0; repeat < Math.min(3, bench.repeats()); repeat++) {
                specs.add(new Spec(Bench.ACCOUNT, GROWTH + rows + "-" + repeat, rows, 100, BLOB));
            }
        }
        specs.add(new Spec(Bench.OTHER_ACCOUNT, QUEUE, Queue.JOBS_QUEUED + 2L * Queue.JOBS_FEW, 100, BLOB));
        try (Database database = bench.seeded("narrow", specs)) {
            if (bench.wants(3)) {
                new Accept(bench, database).run();
                new Queue(bench, database).run();
            }
            if (bench.wants(12)) {
                new Fairness(bench, database).run();
            }
            if (bench.wants(2)) {
                new Growth(bench, database).run();
            }
        }
    }
}

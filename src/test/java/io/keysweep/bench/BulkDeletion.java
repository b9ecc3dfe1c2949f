package io.keysweep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Figures 1 and 10: a job over a vault beside one plain DELETE of the same rows; what bookkeeping adds to the WAL. */
final class BulkDeletion {

    static final String PLAIN = "DELETE FROM key_backup WHERE vault_id = ? AND created_at < now()";

    private static final Map<String, String> ONE_SLICE =
            Map.of("keysweep.sweep.slices-per-replica", "1", "keysweep.sweep.slices-per-job", "1");

    private final Bench bench;
    private final List<Run> plain = new ArrayList<>();
    private final List<Run> oneSlice = new ArrayList<>();
    private final List<Run> byDefault = new ArrayList<>();

    BulkDeletion(Bench bench) {
        this.bench = bench;
    }

    void run() {
        settle();
        for (int repeat = 0; repeat < bench.repeats(); repeat++) {
            List<Runnable> sides = List.of(this::plain, this::oneSlice, this::byDefault);
            for (int side = 0; side < sides.size(); side++) {
                sides.get((side + repeat) % sides.size()).run();
            }
        }
        String beside = Run.describe(plain) + "; " + Run.describe(oneSlice) + "; " + Run.describe(byDefault);
        if (bench.wants(1)) {
            report(beside);
        }
        if (bench.wants(10)) {
            double more = (Numbers.ratio(oneSlice, plain, Run::walBytesARow) - 1) * 100;
            bench.report().add(Line.atMost(10, "WAL of a job over the plain DELETE's, more by", more, "%", 2, beside));
        }
    }

    private void report(String beside) {
        bench.report()
                .add(Line.atLeast(
                        1,
                        "rows/s, one slice in flight ÷ DELETE",
                        Numbers.ratio(oneSlice, plain, Run::rowsASecond),
                        "",
                        0.85,
                        beside));
        bench.report()
                .add(Line.atLeast(
                        1,
                        "rows/s, default concurrency ÷ DELETE",
                        Numbers.ratio(byDefault, plain, Run::rowsASecond),
                        "",
                        1.0,
                        ""));
        bench.report()
                .add(Line.shown(
                        1,
                        "server CPU a row, one slice ÷ DELETE",
                        Numbers.ratio(oneSlice, plain, Run::serverMicrosARow),
                        "",
                        ""));
    }

    // Whoever comes first has the server make its WAL files; all later ones write over them. It does not count.
    private void settle() {
        plain();
        plain.clear();
    }

    private void plain() {
        try (Database copy = bench.wideCopy()) {
            plain.add(bench.plain("DELETE", copy, bench.bigRows(), PLAIN, bench.vault(Bench.BIG)));
        }
    }

    private void oneSlice() {
        oneSlice.add(job(bench, "one slice", ONE_SLICE));
    }

    private void byDefault() {
        byDefault.add(job(bench, "default", Map.of()));
    }

    /** The big vault's job on a new replica and a new copy of the data. */
    private static Run job(Bench bench, String what, Map<String, String> settings) {
        try (Database copy = bench.wideCopy();
                Replica replica = Replica.start(copy, settings)) {
            bench.warmUp(copy, replica);
            return bench.job(what, copy, List.of(replica), bench.bigRows(), bench.part(0, 1));
        }
    }
}

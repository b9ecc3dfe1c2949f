package io.keysweep.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Figure 12: a job of 100 items of one account while another account's job of 10 million runs, and on an idle service. */
final class Fairness {

    private static final double MOST_SECONDS_MORE = 2;

    private final Bench bench;
    private final Database database;
    private int nextVault;

    Fairness(Bench bench, Database database) {
        this.bench = bench;
        this.database = database;
    }

    void run() {
        try (Replica replica = Replica.start(database, Map.of())) {
            bench.warmUp(database, replica);
            smallJobs(replica, 2);
            double[] idle = smallJobs(replica, 6);
            String huge = replica.startJob(Bench.ACCOUNT, "vault_id", bench.vault(Scale.HUGE));
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            double[] busy = smallJobs(replica, Scale.SMALL_VAULTS - nextVault);
            boolean beside =
                    replica.job(Bench.ACCOUNT, huge).getString("overall_status").equals("in_progress");
            replica.cancel(Bench.ACCOUNT, huge);
            replica.awaitEnd(Bench.ACCOUNT, huge);
            if (beside) {
                report(idle, busy);
            } else {
                Report.log("the big job ended before the small ones: no figure for fairness at this scale");
            }
        }
    }

    private void report(double[] idle, double[] busy) {
        bench.report()
                .add(Line.atMost(
                        12,
                        "a job of 100 beside one of %,d takes longer by, worst of %d"
                                .formatted(Scale.hugeRows(bench), busy.length),
                        Numbers.percentile(1, busy) - Numbers.median(idle),
                        "s",
                        MOST_SECONDS_MORE,
                        "idle p50 %.3f s, beside p50 %.3f s".formatted(Numbers.median(idle), Numbers.median(busy))));
    }

    private double[] smallJobs(Replica replica, int count) {
        double[] seconds = new double[count];
        for (int i = 0; i < count; i++) {
            String id = replica.startJob(Scale.SMALL_ACCOUNT, "vault_id", bench.vault(Scale.SMALL + nextVault++));
            replica.awaitEnd(Scale.SMALL_ACCOUNT, id);
            seconds[i] = Bench.jobSeconds(database, id);
        }
        return seconds;
    }
}

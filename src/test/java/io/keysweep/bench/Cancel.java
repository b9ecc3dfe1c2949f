package io.keysweep.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Figure 5: from the cancel call to the commit of the job's last deletion, by the database's clock. */
final class Cancel {

    private static final int TRIES = 50;
    private static final int LATEST_MILLIS = 80;
    private static final int MOST_COPIES = 5;
    private static final double MOST = 250;

    private static final String LAST_COMMIT =
            """
            SELECT coalesce(extract(epoch FROM max(pg_xact_commit_timestamp(xmin))), 0)::float8
            FROM bulk_job_outcome WHERE job_id = ?::uuid AND outcome = 'succeeded'""";

    private static final String BEGUN_OR_ENDED =
            """
            SELECT count(*) FROM bulk_job j WHERE id = ?::uuid
              AND (completed_at IS NOT NULL OR EXISTS (SELECT FROM bulk_job_outcome o WHERE o.job_id = j.id))""";

    private static final String LEFT =
            "SELECT count(*) FROM (SELECT FROM key_backup WHERE vault_id = ? LIMIT 1) any_left";

    private final Bench bench;
    private final Random random = new Random(5);

    Cancel(Bench bench) {
        this.bench = bench;
    }

    void run() {
        int wanted = (int) bench.scaled(TRIES, 3);
        List<Double> millis = new ArrayList<>();
        for (int copies = 0; copies < MOST_COPIES && millis.size() < wanted; copies++) {
            try (Database copy = bench.wideCopy();
                    Replica replica = Replica.start(copy, Map.of())) {
                bench.warmUp(copy, replica);
                while (millis.size() < wanted
                        && once(copy, replica).map(millis::add).orElse(false)) {}
            }
        }
        report(millis);
    }

    private void report(List<Double> millis) {
        double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
        bench.report()
                .add(Line.atMost(
                        5,
                        "cancel to the last deletion, p99 of " + all.length,
                        Numbers.percentile(0.99, all),
                        "ms",
                        MOST,
                        "p50 %.0f ms".formatted(Numbers.median(all))));
    }

    // Empty if the vault was empty before the call.
    private Optional<Double> once(Database copy, Replica replica) {
        String id = replica.startJob(Bench.ACCOUNT, "vault_id", bench.vault(Bench.BIG));
        while (copy.number(BEGUN_OR_ENDED, id) == 0) {
            Thread.onSpinWait();
        }
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(LATEST_MILLIS)).toNanos());
        double called = copy.seconds("SELECT extract(epoch FROM clock_timestamp())::float8");
        replica.cancel(Bench.ACCOUNT, id);
        replica.awaitEnd(Bench.ACCOUNT, id);
        double last = copy.seconds(LAST_COMMIT, id);
        return copy.number(LEFT, bench.vault(Bench.BIG)) == 0
                ? Optional.empty()
                : Optional.of(Math.max(0, last - called) * 1_000);
    }
}

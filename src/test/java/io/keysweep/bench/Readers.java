package io.keysweep.bench;

import io.keysweep.bench.OpenLoop.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Figure 4: how long reading takes while the big job runs, beside the same when the service is idle. */
final class Readers {

    private static final int CALLS_A_SECOND = 100;
    private static final double MOST = 3;

    private final Bench bench;
    private final List<OpenLoop> idle = new ArrayList<>();
    private final List<OpenLoop> busy = new ArrayList<>();

    Readers(Bench bench) {
        this.bench = bench;
    }

    void run() {
        for (int repeat = 0; repeat < Math.min(3, bench.repeats()); repeat++) {
            try (Database copy = bench.wideCopy();
                    Replica replica = Replica.start(copy, Map.of())) {
                bench.warmUp(copy, replica);
                measure(copy, replica);
            }
        }
        for (String name : List.of("GET job", "GET backups")) {
            bench.report()
                    .add(Line.atMost(
                            4,
                            "%s p99, a job of %,d running ÷ idle".formatted(name, bench.bigRows()),
                            ratio(name),
                            "",
                            MOST,
                            "idle " + last(idle).describe() + "; busy "
                                    + last(busy).describe()));
        }
    }

    private static OpenLoop last(List<OpenLoop> loops) {
        return loops.get(loops.size() - 1);
    }

    private double ratio(String name) {
        double[] ratios = new double[idle.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = busy.get(i).percentile(name, 0.99) / idle.get(i).percentile(name, 0.99);
        }
        return Numbers.median(ratios);
    }

    private void measure(Database copy, Replica replica) {
        UUID key = copy.query(
                        UUID.class, "SELECT id FROM azure_key WHERE vault_id = ? LIMIT 1", bench.vault(Bench.BYSTANDER))
                .get(0);
        String warmedUp = replica.startJob(Bench.ACCOUNT, "vault_id", bench.vault(Bench.WARM_UP));
        replica.awaitEnd(Bench.ACCOUNT, warmedUp);
        List<Call> calls = List.of(
                new Call(
                        "GET job",
                        replica.request(Bench.ACCOUNT, Replica.JOBS + "/" + warmedUp)
                                .build(),
                        200),
                new Call(
                        "GET backups",
                        replica.request(Bench.OTHER_ACCOUNT, "/api/v1/cckm/azure/keys/" + key + "/backups")
                                .build(),
                        200));
        OpenLoop.run(replica.client(), calls, CALLS_A_SECOND, Duration.ofSeconds(5), () -> false); // warm-up
        idle.add(OpenLoop.run(replica.client(), calls, CALLS_A_SECOND, Duration.ofSeconds(8), () -> false));
        copy.checkpoint();
        String big = replica.startJob(Bench.ACCOUNT, "vault_id", bench.vault(Bench.BIG));
        // Whether it has ended is asked beside the calls, which must not wait for it.
        CompletableFuture<?> ended = CompletableFuture.runAsync(() -> replica.awaitEnd(Bench.ACCOUNT, big));
        busy.add(OpenLoop.run(replica.client(), calls, CALLS_A_SECOND, Duration.ofMillis(500), () -> !ended.isDone()));
        ended.join();
        Report.log("  idle " + last(idle).describe() + "; busy " + last(busy).describe());
    }
}

package io.keysweep.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Figure 8: a job over ids given one by one, as many as a request takes, beside DELETE … WHERE id = ANY of as many. */
final class ExplicitIds {

    private static final int MOST_IDS = 10_000;

    private static final String PLAIN = "DELETE FROM key_backup WHERE id = ANY (?)";

    private static final String IDS =
            "SELECT id FROM key_backup WHERE vault_id = ? AND id <> ALL (?) ORDER BY created_at, id LIMIT ?";

    private final Bench bench;

    ExplicitIds(Bench bench) {
        this.bench = bench;
    }

    void run() {
        // Two jobs to warm up, and a pair of each for each repeat, out of one vault.
        int count = (int) Math.min(MOST_IDS, bench.bigRows() / (4L * bench.repeats() + 3));
        List<Run> plain = new ArrayList<>();
        List<Run> ours = new ArrayList<>();
        try (Database copy = bench.wideCopy();
                Replica replica = Replica.start(copy, Map.of())) {
            bench.warmUp(copy, replica);
            List<UUID> taken = new ArrayList<>();
            job(copy, replica, "warm-up", next(copy, taken, count));
            job(copy, replica, "warm-up", next(copy, taken, count));
            for (int pair = 0; pair < 2 * bench.repeats(); pair++) {
                UUID[] first = next(copy, taken, count);
                UUID[] second = next(copy, taken, count);
                if (pair % 2 == 0) {
                    plain.add(bench.plain("DELETE ids", copy, count, PLAIN, (Object) first));
                    ours.add(job(copy, replica, "job of ids", second));
                } else {
                    ours.add(job(copy, replica, "job of ids", second));
                    plain.add(bench.plain("DELETE ids", copy, count, PLAIN, (Object) first));
                }
            }
        }
        bench.report()
                .add(Line.atLeast(
                        8,
                        "rows/s of %,d ids ÷ DELETE … id = ANY".formatted(count),
                        Numbers.ratio(ours, plain, Run::rowsASecond),
                        "",
                        0.9,
                        Run.describe(plain) + "; " + Run.describe(ours)));
    }

    private UUID[] next(Database copy, List<UUID> taken, int count) {
        List<UUID> ids = copy.query(
                UUID.class,
                IDS,
                bench.vault(Bench.BIG),
                taken.subList(Math.max(0, taken.size() - count), taken.size()).toArray(UUID[]::new),
                count);
        taken.clear();
        taken.addAll(ids);
        return ids.toArray(UUID[]::new);
    }

    private Run job(Database copy, Replica replica, String what, UUID[] ids) {
        JsonArray named = new JsonArray();
        for (UUID id : ids) {
            named.add(id.toString());
        }
        return bench.job(what, copy, List.of(replica), ids.length, new JsonObject().put("backups", named));
    }
}

package io.keysweep.chaos;

import io.keysweep.support.Seed;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Asks for a job again and again, any replica, and notes each answer that takes back what an earlier one said. */
final class JobWatch {

    private static final List<String> COUNTS = List.of("succeeded", "failed", "missing", "held");
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final UUID job;
    private final Api api;
    private final List<String> broken = new ArrayList<>();

    private volatile JsonObject last;

    JobWatch(UUID job, Api api) {
        this.job = job;
        this.api = api;
    }

    /** Asks once, and waits a moment. */
    void look() {
        api.job(job).ifPresent(this::compare);
        LockSupport.parkNanos(INTERVAL.toNanos());
    }

    private synchronized void compare(JsonObject now) {
        JsonObject before = last;
        last = now;
        if (before == null) {
            return;
        }
        for (String count : COUNTS) {
            if (count(now, count) < count(before, count)) {
                broken.add(count + " fell from " + count(before, count) + " to " + count(now, count));
            }
        }
        if (now.getDouble("progress") < before.getDouble("progress")) {
            broken.add("progress fell from " + before.getDouble("progress") + " to " + now.getDouble("progress"));
        }
        if (isFinal(before) && !sameEnd(before, now)) {
            broken.add("the end changed from " + before.encode() + " to " + now.encode());
        }
    }

    private static boolean sameEnd(JsonObject before, JsonObject now) {
        return now.getString("overall_status").equals(before.getString("overall_status"))
                && now.getJsonObject("counts").equals(before.getJsonObject("counts"))
                && now.getString("completed_at").equals(before.getString("completed_at"));
    }

    private static boolean isFinal(JsonObject answer) {
        return !answer.getString("overall_status").equals("in_progress");
    }

    private static long count(JsonObject answer, String name) {
        return answer.getJsonObject("counts").getLong(name);
    }

    /** Items that are settled by the last answer. */
    long settled() {
        JsonObject answer = last;
        return answer == null
                ? 0
                : COUNTS.stream().mapToLong(name -> count(answer, name)).sum();
    }

    /** Whether the job has ended by the last answer. */
    boolean ended() {
        JsonObject answer = last;
        return answer != null && isFinal(answer);
    }

    /** The last answer. */
    JsonObject last() {
        return last;
    }

    /** Fails if any answer took back what an earlier one had said, or the last one says something else than the record. */
    synchronized void check(String round) {
        if (!broken.isEmpty()) {
            throw new AssertionError(round + ": answers about " + job + " took something back: " + broken);
        }
        String answered =
                COUNTS.stream().map(name -> String.valueOf(count(last, name))).collect(Collectors.joining(" "));
        String recorded = Seed.query(
                        String.class,
                        "SELECT concat_ws(' ', succeeded, failed, missing, held) FROM bulk_job WHERE id = ?",
                        job)
                .get(0);
        if (!answered.equals(recorded)) {
            throw new AssertionError(round + ": " + job + " answers " + answered + " and has on record " + recorded);
        }
    }
}

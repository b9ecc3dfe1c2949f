package io.keysweep.bulkjob;

import java.time.Duration;
import java.util.function.Predicate;

/** Lets a job pass if it changed since the last that passed, or if that was long ago. For one stream. */
final class NewsOrHeartbeat implements Predicate<BulkJob> {

    private final Duration heartbeat;
    private BulkJob last;
    private long lastPassed;

    NewsOrHeartbeat(Duration heartbeat) {
        this.heartbeat = heartbeat;
    }

    @Override
    public boolean test(BulkJob job) {
        long now = System.nanoTime();
        boolean passes = !job.equals(last) || now - lastPassed >= heartbeat.toNanos();
        if (passes) {
            last = job;
            lastPassed = now;
        }
        return passes;
    }
}

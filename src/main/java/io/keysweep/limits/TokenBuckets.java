package io.keysweep.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for each name, of which only the time is kept at which it is full again (the generic cell rate algorithm).
 * One that is full is as good as none, so those are forgotten when room is needed; when there is none all the same, names
 * that are new share one bucket.
 */
final class TokenBuckets {

    private static final String OTHERS = "";
    private static final long CLEANING_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final ConcurrentHashMap<String, Long> fullAt = new ConcurrentHashMap<>();
    private final AtomicLong cleanedAt;
    private final long interval;
    private final long tolerance;
    private final int most;
    private final LongSupplier nanos;

    TokenBuckets(int rate, int burst, int most, LongSupplier nanos) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / rate;
        this.tolerance = interval * burst;
        this.most = most;
        this.nanos = nanos;
        this.cleanedAt = new AtomicLong(nanos.getAsLong() - CLEANING_INTERVAL);
    }

    /** Takes one; 0 if there was one, else the nanoseconds until there is. */
    long take(String name) {
        long now = nanos.getAsLong();
        long[] wait = {0};
        fullAt.compute(roomFor(name, now), (key, full) -> {
            long next = (full == null || full - now < 0 ? now : full) + interval;
            wait[0] = Math.max(0, next - now - tolerance);
            return wait[0] == 0 ? Long.valueOf(next) : full;
        });
        return wait[0];
    }

    /** How many names are told apart at the moment. */
    int size() {
        return fullAt.size();
    }

    private String roomFor(String name, long now) {
        if (fullAt.size() < most || fullAt.containsKey(name)) {
            return name;
        }
        clean(now);
        return fullAt.size() < most ? name : OTHERS;
    }

    // At most once a second: whoever sends ever new names must not have the map walked each time.
    private void clean(long now) {
        long last = cleanedAt.get();
        if (now - last >= CLEANING_INTERVAL && cleanedAt.compareAndSet(last, now)) {
            fullAt.values().removeIf(full -> full - now <= 0);
        }
    }
}

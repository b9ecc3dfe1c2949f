package io.keysweep.auth;

import java.time.Duration;

/** So many reloads a second, no more: anyone can send a token with a {@code kid} that nobody knows. */
final class ReloadLimit {

    private static final long WINDOW = Duration.ofSeconds(1).toNanos();
    private static final int PER_WINDOW = 10;

    private long windowStart = System.nanoTime();
    private int used;

    synchronized boolean allowed() {
        long now = System.nanoTime();
        if (now - windowStart >= WINDOW) {
            windowStart = now;
            used = 0;
        }
        used = Math.min(used + 1, PER_WINDOW + 1);
        return used <= PER_WINDOW;
    }
}

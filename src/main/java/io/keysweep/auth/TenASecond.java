package io.keysweep.auth;

import java.time.Duration;

/**
 * Ten times a second and no more, for what anyone can cause who sends tokens: keys that are loaded anew for a {@code kid} that
 * nobody knows, lines in the log. Of this replica alone.
 */
final class TenASecond {

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

package io.keysweep.azure;

import java.time.Duration;

/**
 * The calls that one vault has left: a bucket of units that fills at a steady rate. In no stretch of {@link #WINDOW} do
 * calls go that cost more than the limit, for what the bucket holds and what flows in meanwhile add up to it. Calls are
 * promised their turn in the order in which they ask; none waits here, and no clock is read.
 *
 * <p>Safe for use by several threads.
 */
final class CallBucket {

    /** What Azure counts in. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    private static final int BURST_SHARE = 10;

    private final double nanosPerUnit;
    private final long fullNanos;
    private boolean used;
    private long fullAt;
    private long era;

    /**
     * A full bucket.
     *
     * @param limit units in each window
     * @param dearest what the dearest call costs, at most the limit
     */
    CallBucket(int limit, int dearest) {
        int burst = Math.max(Math.max(1, limit / BURST_SHARE), dearest);
        // A limit that the dearest call uses up leaves nothing to flow in: one such call a window then.
        int inflow = Math.max(1, limit - burst);
        this.nanosPerUnit = (double) WINDOW.toNanos() / inflow;
        this.fullNanos = Math.round(burst * nanosPerUnit);
    }

    /**
     * A call's turn.
     *
     * @param delay until it may go
     * @param era ends when Azure refuses a call: then the promise is void
     */
    record Turn(Duration delay, long era) {}

    /**
     * Promises a call its turn, unless that is too late for it: then nothing is taken.
     *
     * @param now of a clock that never goes back, in nanoseconds
     * @param patience the longest wait of use
     * @return the turn, whose delay is longer than the patience if it was not promised
     */
    synchronized Turn turn(int cost, long now, Duration patience) {
        long full = (used ? Math.max(0, fullAt - now) : 0) + Math.round(cost * nanosPerUnit);
        Duration wait = Duration.ofNanos(Math.max(0, full - fullNanos));
        if (wait.compareTo(patience) <= 0) {
            used = true;
            fullAt = now + full;
        }
        return new Turn(wait, era);
    }

    /** Whether the promise still holds. */
    synchronized boolean holds(Turn turn) {
        return turn.era == era;
    }

    /** Azure refused a call: the bucket is empty, stays so for the pause, and whoever has a turn has to ask again. */
    synchronized void empty(long now, Duration pause) {
        used = true;
        fullAt = now + pause.toNanos() + fullNanos;
        era++;
    }
}

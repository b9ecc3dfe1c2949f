package io.keysweep.audit;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps what has failed from being asked by each who would need it. It is open until a call fails; then one call passes at a
 * time, after waits that double, until one succeeds. In memory, for this replica.
 */
final class RetryGate {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    // Whatever Azure asks for: a slip there must not keep us from signing for days.
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private final LongSupplier clock;
    private Duration wait = Duration.ZERO;
    private boolean probing;
    private long until;

    /** With this clock, in nanoseconds. */
    RetryGate(LongSupplier clock) {
        this.clock = clock;
    }

    /** How long to stay away; zero lets this call pass. */
    synchronized Duration enter() {
        if (wait.isZero()) {
            return Duration.ZERO;
        }
        Duration left = left();
        if (left.isZero()) {
            probing = true;
            until = clock.getAsLong() + wait.toNanos();
        }
        return left;
    }

    /** A call that had passed succeeded. */
    synchronized void succeeded() {
        wait = Duration.ZERO;
        probing = false;
    }

    /**
     * A call that had passed failed. Those that were under way together count as one.
     *
     * @param asked how long it wants us to stay away at the least
     * @return how long to stay away
     */
    synchronized Duration failed(Duration asked) {
        if (wait.isZero() || probing) {
            wait = wait.isZero() ? FIRST : shorter(wait.multipliedBy(2), LONGEST);
            Duration bounded = shorter(asked, LONGEST_ASKED);
            until = clock.getAsLong() + (bounded.compareTo(wait) > 0 ? bounded : wait).toNanos();
            probing = false;
        }
        return left();
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, until - clock.getAsLong()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

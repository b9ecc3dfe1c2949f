package io.keysweep.sweep;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: exponential with full jitter, so that replicas which failed together do not come
 * back together.
 *
 * @param minimum the span drawn from after the first failure
 * @param maximum the most the span grows to
 */
record Backoff(Duration minimum, Duration maximum) {

    Backoff {
        if (minimum.isNegative() || minimum.isZero() || maximum.compareTo(minimum) < 0) {
            throw new IllegalArgumentException("back-off from " + minimum + " to " + maximum);
        }
    }

    /**
     * The wait after so many failures in a row.
     *
     * @param failures 1 or more
     * @param random draws from [0, 1)
     * @return more than zero, at most {@link #maximum}
     */
    Duration after(int failures, DoubleSupplier random) {
        double span =
                Math.min((double) maximum.toMillis(), minimum.toMillis() * Math.pow(2, Math.max(0, failures - 1)));
        return Duration.ofMillis(1 + (long) ((span - 1) * random.getAsDouble()));
    }
}

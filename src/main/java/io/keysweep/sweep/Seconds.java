package io.keysweep.sweep;

import java.time.Duration;

/** Durations as the engine's statements take them: the database adds them to its own clock. */
public final class Seconds {

    private Seconds() {}

    /** Seconds, to the millisecond. */
    public static double of(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}

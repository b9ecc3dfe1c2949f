package io.keysweep.sweep;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The engine's retry policy: how long to wait after so many passing faults, and when to give up. */
@Singleton
class Retry {

    private final Backoff backoff;
    private final int attempts;

    Retry(SweepConfig config) {
        backoff = new Backoff(config.backOffMinimum(), config.backOffMaximum());
        attempts = config.attempts();
    }

    Duration delay(int failures) {
        return backoff.after(failures, () -> ThreadLocalRandom.current().nextDouble());
    }

    boolean spent(int failures) {
        return failures >= attempts;
    }
}

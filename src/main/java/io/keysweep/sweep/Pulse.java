package io.keysweep.sweep;

import jakarta.inject.Singleton;
import java.time.Duration;

/** Whether the loop of this replica still looks for work; the liveness check asks. */
@Singleton
public class Pulse {

    private final Duration patience;
    private volatile long lastBeat = System.nanoTime();

    Pulse(SweepConfig config) {
        // A look may wait for one statement, and the next one comes an idle interval later at the latest.
        this.patience =
                config.idlePollInterval().plus(config.statementTimeout()).multipliedBy(2);
    }

    void beat() {
        lastBeat = System.nanoTime();
    }

    /** How long ago the loop last looked for work. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - lastBeat);
    }

    /** Whether that is no longer ago than it may be. */
    public boolean alive() {
        return age().compareTo(patience) <= 0;
    }
}

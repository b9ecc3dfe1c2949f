package io.keysweep.ops;

import io.keysweep.sweep.SweepConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Holds the engine's settings to their ranges: none is unlimited, and none can make the engine trip over itself. */
@Singleton
class SweepSettingsCheck implements StartupCheck {

    private final SweepConfig config;

    SweepSettingsCheck(SweepConfig config) {
        this.config = config;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        range(problems, "slices-per-replica", config.slicesPerReplica(), 1, 64);
        range(problems, "jobs-per-replica", config.jobsPerReplica(), 1, 64);
        range(problems, "slices-per-job", config.slicesPerJob(), 1, 64);
        range(problems, "slice-size", config.sliceSize(), 1, 1_000_000);
        range(problems, "chunk-size", config.chunkSize(), 1, 10_000);
        range(problems, "attempts", config.attempts(), 1, 1_000);
        range(problems, "failed-items-limit", config.failedItemsLimit(), 1, 100_000);
        atLeast(problems, "lease", config.lease(), Duration.ofSeconds(2));
        atLeast(problems, "poll-interval", config.pollInterval(), Duration.ofMillis(10));
        atLeast(problems, "idle-poll-interval", config.idlePollInterval(), config.pollInterval());
        atLeast(problems, "lock-timeout", config.lockTimeout(), Duration.ofMillis(1));
        atLeast(problems, "statement-timeout", config.statementTimeout(), config.lockTimeout());
        atLeast(problems, "back-off-minimum", config.backOffMinimum(), Duration.ofMillis(1));
        atLeast(problems, "back-off-maximum", config.backOffMaximum(), config.backOffMinimum());
        atLeast(problems, "shutdown-timeout", config.shutdownTimeout(), Duration.ZERO);
        // A chunk that waits for a lock must not outlive its lease for that alone.
        if (config.lockTimeout().compareTo(config.lease().dividedBy(2)) > 0) {
            problems.add("keysweep.sweep.lock-timeout must be at most half of keysweep.sweep.lease");
        }
        return problems;
    }

    private static void range(List<String> problems, String name, int value, int least, int most) {
        if (value < least || value > most) {
            problems.add("keysweep.sweep." + name + " must be " + least + " to " + most + ", is " + value);
        }
    }

    private static void atLeast(List<String> problems, String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            problems.add("keysweep.sweep." + name + " must be at least " + least + ", is " + value);
        }
    }
}

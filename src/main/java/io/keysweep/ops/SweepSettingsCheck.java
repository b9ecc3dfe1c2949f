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
        SettingRanges ranges = new SettingRanges("keysweep.sweep.", problems);
        ranges.range("slices-per-replica", config.slicesPerReplica(), 1, 64);
        ranges.range("jobs-per-replica", config.jobsPerReplica(), 1, 64);
        ranges.range("slices-per-job", config.slicesPerJob(), 1, 64);
        ranges.range("slice-size", config.sliceSize(), 1, 1_000_000);
        ranges.range("first-slice-size", config.firstSliceSize(), 1, 1_000_000);
        ranges.range("chunk-size", config.chunkSize(), 1, 10_000);
        ranges.range("attempts", config.attempts(), 1, 1_000);
        ranges.range("failed-items-limit", config.failedItemsLimit(), 1, 100_000);
        ranges.atLeast("lease", config.lease(), Duration.ofSeconds(2));
        ranges.atLeast("poll-interval", config.pollInterval(), Duration.ofMillis(10));
        ranges.atLeast("idle-poll-interval", config.idlePollInterval(), config.pollInterval());
        ranges.atLeast("lock-timeout", config.lockTimeout(), Duration.ofMillis(1));
        ranges.atLeast("statement-timeout", config.statementTimeout(), config.lockTimeout());
        ranges.atLeast("back-off-minimum", config.backOffMinimum(), Duration.ofMillis(1));
        ranges.atLeast("back-off-maximum", config.backOffMaximum(), config.backOffMinimum());
        ranges.atLeast("shutdown-timeout", config.shutdownTimeout(), Duration.ZERO);
        // A chunk that waits for a lock must not outlive its lease for that alone.
        if (config.lockTimeout().compareTo(config.lease().dividedBy(2)) > 0) {
            problems.add("keysweep.sweep.lock-timeout must be at most half of keysweep.sweep.lease");
        }
        return problems;
    }
}

package io.keysweep.bulkjob;

import io.keysweep.ops.StartupCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Holds the settings of the bulk job calls to their ranges. */
@Singleton
class BulkJobSettingsCheck implements StartupCheck {

    private static final String PREFIX = "keysweep.bulkjob.";

    private final BulkJobConfig config;

    BulkJobSettingsCheck(BulkJobConfig config) {
        this.config = config;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        atLeast(problems, "idempotency-retention", config.idempotencyRetention(), Duration.ofMinutes(1));
        atLeast(problems, "event-interval", config.eventInterval(), Duration.ofMillis(50));
        atLeast(problems, "event-heartbeat", config.eventHeartbeat(), config.eventInterval());
        if (config.dryRuns() < 1) {
            problems.add(PREFIX + "dry-runs must be 1 or more, is " + config.dryRuns());
        }
        return problems;
    }

    private static void atLeast(List<String> problems, String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            problems.add(PREFIX + name + " must be at least " + least + ", is " + value);
        }
    }
}

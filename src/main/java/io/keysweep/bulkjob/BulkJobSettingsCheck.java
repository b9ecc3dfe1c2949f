package io.keysweep.bulkjob;

import io.keysweep.ops.SettingRanges;
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
        SettingRanges ranges = new SettingRanges(PREFIX, problems);
        ranges.atLeast("idempotency-retention", config.idempotencyRetention(), Duration.ofMinutes(1));
        ranges.atLeast("event-interval", config.eventInterval(), Duration.ofMillis(50));
        ranges.atLeast("event-heartbeat", config.eventHeartbeat(), config.eventInterval());
        if (config.dryRuns() < 1) {
            problems.add(PREFIX + "dry-runs must be 1 or more, is " + config.dryRuns());
        }
        return problems;
    }
}

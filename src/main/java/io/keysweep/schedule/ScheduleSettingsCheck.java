package io.keysweep.schedule;

import io.keysweep.ops.SettingRanges;
import io.keysweep.ops.StartupCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Holds the settings of schedules to their ranges. */
@Singleton
class ScheduleSettingsCheck implements StartupCheck {

    private static final String PREFIX = "keysweep.schedule.";
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofHours(1);
    private static final int MOST_RUNS = 1_000;

    private final ScheduleConfig config;

    ScheduleSettingsCheck(ScheduleConfig config) {
        this.config = config;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        SettingRanges ranges = new SettingRanges(PREFIX, problems);
        ranges.range("poll-interval", config.pollInterval(), LEAST, MOST);
        ranges.range("runs-per-look", config.runsPerLook(), 1, MOST_RUNS);
        ranges.atLeast("keep-ended", config.keepEnded(), Duration.ofDays(1));
        return problems;
    }
}

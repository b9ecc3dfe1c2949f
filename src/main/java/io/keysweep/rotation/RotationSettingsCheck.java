package io.keysweep.rotation;

import io.keysweep.ops.SettingRanges;
import io.keysweep.ops.StartupCheck;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Finds settings under which rotations would not work. */
@Singleton
class RotationSettingsCheck implements StartupCheck {

    private static final String PREFIX = "keysweep.rotation.";

    private static final long LEAST_BYTES = 1L << 20;
    private static final long MOST_BYTES = 256L << 20;

    private final RotationConfig config;

    RotationSettingsCheck(RotationConfig config) {
        this.config = config;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        SettingRanges ranges = new SettingRanges(PREFIX, problems);
        ranges.range("slices-per-replica", config.slicesPerReplica(), 1, 16);
        ranges.range("backups-per-step", config.backupsPerStep(), 1, 1_000);
        ranges.range("keys-per-step", config.keysPerStep(), 1, 1_000);
        ranges.range("calls-per-step", config.callsPerStep(), 1, 64);
        ranges.range("attempts", config.attempts(), 1, 100_000);
        if (config.bytesPerStep().asLongValue() < LEAST_BYTES
                || config.bytesPerStep().asLongValue() > MOST_BYTES) {
            problems.add(PREFIX + "bytes-per-step must be 1M to 256M, is "
                    + config.bytesPerStep().asLongValue() + " bytes");
        }
        if (config.stepTimeout().isZero() || config.stepTimeout().isNegative()) {
            problems.add(PREFIX + "step-timeout must be positive, is " + config.stepTimeout());
        }
        if (config.lease().compareTo(config.stepTimeout()) <= 0) {
            problems.add(PREFIX + "lease must be longer than step-timeout, which is " + config.stepTimeout() + ", is "
                    + config.lease());
        }
        return problems;
    }
}

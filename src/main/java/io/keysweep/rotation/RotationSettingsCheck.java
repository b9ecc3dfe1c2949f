package io.keysweep.rotation;

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
        checkRange(problems, "slices-per-replica", config.slicesPerReplica(), 16);
        checkRange(problems, "backups-per-step", config.backupsPerStep(), 1_000);
        checkRange(problems, "keys-per-step", config.keysPerStep(), 1_000);
        checkRange(problems, "calls-per-step", config.callsPerStep(), 64);
        checkRange(problems, "attempts", config.attempts(), 100_000);
        if (config.bytesPerStep().asLongValue() < LEAST_BYTES
                || config.bytesPerStep().asLongValue() > MOST_BYTES) {
            problems.add(PREFIX + "bytes-per-step must be from 1M to 256M, not "
                    + config.bytesPerStep().asLongValue() + " bytes");
        }
        if (config.stepTimeout().isZero() || config.stepTimeout().isNegative()) {
            problems.add(PREFIX + "step-timeout must be positive");
        }
        if (config.lease().compareTo(config.stepTimeout()) <= 0) {
            problems.add(PREFIX + "lease must be longer than step-timeout");
        }
        return problems;
    }

    private static void checkRange(List<String> problems, String name, int value, int most) {
        if (value < 1 || value > most) {
            problems.add(PREFIX + name + " must be from 1 to " + most + ", not " + value);
        }
    }
}

package io.keysweep.sync;

import io.keysweep.ops.StartupCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Holds the settings of jobs that go through Azure to their ranges. */
@Singleton
class SyncSettingsCheck implements StartupCheck {

    private static final String PREFIX = "keysweep.sync.";

    private final SyncConfig config;

    SyncSettingsCheck(SyncConfig config) {
        this.config = config;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        range(problems, "vaults-per-replica", config.vaultsPerReplica(), 64);
        range(problems, "calls-per-vault", config.callsPerVault(), 32);
        range(problems, "keys-per-step", config.keysPerStep(), 500);
        range(problems, "attempts", config.attempts(), 1_000);
        if (config.stepTimeout().compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add(PREFIX + "step-timeout must be at least PT1S, is " + config.stepTimeout());
        }
        // Or a slow step would lose its vault to another replica, which would be as slow.
        if (config.lease().compareTo(config.stepTimeout().plusSeconds(1)) < 0) {
            problems.add(PREFIX + "lease must be at least a second longer than " + PREFIX + "step-timeout");
        }
        return problems;
    }

    private static void range(List<String> problems, String name, int value, int most) {
        if (value < 1 || value > most) {
            problems.add(PREFIX + name + " must be 1 to " + most + ", is " + value);
        }
    }
}

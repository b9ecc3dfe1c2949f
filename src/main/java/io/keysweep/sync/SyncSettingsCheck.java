package io.keysweep.sync;

import io.keysweep.ops.SettingRanges;
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
        SettingRanges ranges = new SettingRanges(PREFIX, problems);
        ranges.range("vaults-per-replica", config.vaultsPerReplica(), 1, 64);
        ranges.range("calls-per-vault", config.callsPerVault(), 1, 32);
        ranges.range("keys-per-step", config.keysPerStep(), 1, 500);
        ranges.range("attempts", config.attempts(), 1, 1_000);
        ranges.atLeast("step-timeout", config.stepTimeout(), Duration.ofSeconds(1));
        // Or a slow step would lose its vault to another replica, which would be as slow.
        if (config.lease().compareTo(config.stepTimeout().plusSeconds(1)) < 0) {
            problems.add(PREFIX + "lease must be at least a second longer than " + PREFIX + "step-timeout");
        }
        return problems;
    }
}

package io.keysweep.azure;

import io.keysweep.ops.SettingRanges;
import io.keysweep.ops.StartupCheck;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Holds the limits on calls to their ranges. */
@Singleton
class ThrottlingSettingsCheck implements StartupCheck {

    private static final int LEAST = 10;
    private static final int MOST = 100_000;

    private final AzureConfig config;

    ThrottlingSettingsCheck(AzureConfig config) {
        this.config = config;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        new SettingRanges("keysweep.azure.", problems).range("calls-per-vault", config.callsPerVault(), LEAST, MOST);
        if (config.createsPerVault() < 1 || config.createsPerVault() > config.callsPerVault()) {
            problems.add("keysweep.azure.creates-per-vault must be 1 to keysweep.azure.calls-per-vault, is "
                    + config.createsPerVault());
        }
        return problems;
    }
}

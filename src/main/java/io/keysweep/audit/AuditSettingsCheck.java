package io.keysweep.audit;

import io.keysweep.azure.AzureConfig;
import io.keysweep.azure.KeySettingCheck;
import io.keysweep.ops.SettingRanges;
import io.keysweep.ops.StartupCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds settings under which nothing could be signed. Asks no Azure: a start does not wait for it. */
@Singleton
class AuditSettingsCheck implements StartupCheck {

    private static final String PREFIX = "keysweep.audit.";
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(1);

    private final AuditConfig config;
    private final AzureConfig azure;

    AuditSettingsCheck(AuditConfig config, AzureConfig azure) {
        this.config = config;
        this.azure = azure;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        config.signingKey()
                .map(key -> KeySettingCheck.problems(PREFIX + "signing-key", key, azure))
                .ifPresent(problems::addAll);
        new SettingRanges(PREFIX, problems).range("signing-key-refresh", config.signingKeyRefresh(), LEAST, MOST);
        return problems;
    }
}

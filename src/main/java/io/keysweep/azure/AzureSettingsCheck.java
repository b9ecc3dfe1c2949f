package io.keysweep.azure;

import io.keysweep.ops.SettingRanges;
import io.keysweep.ops.StartupCheck;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Finds settings out of their range or that would send secrets in the clear, and warns of those that are for dev mode and
 * tests.
 */
@Singleton
class AzureSettingsCheck implements StartupCheck {

    private static final Logger LOGGER = Logger.getLogger(AzureSettingsCheck.class);
    private static final String PREFIX = "keysweep.azure.";
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);

    private final AzureConfig config;

    AzureSettingsCheck(AzureConfig config) {
        this.config = config;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        SettingRanges ranges = new SettingRanges(PREFIX, problems);
        checkOrigin(problems, "authority-url", config.authorityUrl());
        checkOrigin(problems, "resource-manager-url", config.resourceManagerUrl());
        ranges.atLeast("connection-recheck", config.connectionRecheck(), Duration.ZERO);
        ranges.atLeast("timeout", config.timeout(), SHORTEST_TIMEOUT);
        ranges.atLeast("retry-delay", config.retryDelay(), Duration.ZERO);
        ranges.range("retries", config.retries(), 0, 10);
        ranges.range("connections-per-vault", config.connectionsPerVault(), 1, 1_000);
        ranges.range("cached-vaults", config.cachedVaults(), 1, 10_000);
        return problems;
    }

    private static void checkOrigin(List<String> problems, String name, Optional<URI> url) {
        url.filter(uri -> !isHttpsOrigin(uri))
                .ifPresent(uri -> problems.add(
                        PREFIX + name + " must look like https://host:port: client secrets and tokens go there"));
    }

    private static boolean isHttpsOrigin(URI uri) {
        return "https".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && (uri.getRawPath() == null
                        || uri.getRawPath().isEmpty()
                        || uri.getRawPath().equals("/"));
    }

    void warn(@Observes StartupEvent started) {
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            return;
        }
        warnIf(config.authorityUrl().isPresent(), "authority-url");
        warnIf(config.resourceManagerUrl().isPresent(), "resource-manager-url");
        warnIf(!config.challengeResourceVerification(), "challenge-resource-verification");
    }

    private static void warnIf(boolean set, String name) {
        if (set) {
            LOGGER.warnf(
                    "setting is for dev mode and tests only name=%s%s: others could be given our tokens", PREFIX, name);
        }
    }
}

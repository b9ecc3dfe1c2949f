package io.keysweep.limits;

import io.keysweep.http.HttpConfig;
import io.keysweep.ops.SettingRanges;
import io.keysweep.ops.StartupCheck;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Holds the limits to their ranges. */
@Singleton
class LimitsSettingsCheck implements StartupCheck {

    private static final String PREFIX = "keysweep.limits.";
    private static final int MOST = 1_000_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final LimitsConfig config;
    private final HttpConfig http;

    LimitsSettingsCheck(LimitsConfig config, HttpConfig http) {
        this.config = config;
        this.http = http;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        SettingRanges ranges = new SettingRanges(PREFIX, problems);
        ranges.range("caller-rate", config.callerRate(), 1, MOST);
        ranges.range("caller-burst", config.callerBurst(), 1, MOST);
        ranges.range("account-rate", config.accountRate(), 1, MOST);
        ranges.range("account-burst", config.accountBurst(), 1, MOST);
        ranges.range("address-rate", config.addressRate(), 1, MOST);
        ranges.range("address-burst", config.addressBurst(), 1, MOST);
        ranges.range("tracked", config.tracked(), 1_000, MOST);
        ranges.range("jobs-per-account", config.jobsPerAccount(), 1, MOST);
        ranges.range("event-streams", config.eventStreams(), 1, MOST);
        ranges.range("event-streams-per-account", config.eventStreamsPerAccount(), 1, MOST);
        ranges.range("report-streams", config.reportStreams(), 1, MOST);
        ranges.range("report-streams-per-account", config.reportStreamsPerAccount(), 1, MOST);
        ranges.range("head-timeout", config.headTimeout(), SHORTEST, Duration.ofMinutes(5));
        ranges.range("body-timeout", config.bodyTimeout(), SHORTEST, Duration.ofHours(1));
        checkSizes(problems);
        return problems;
    }

    private void checkSizes(List<String> problems) {
        size(problems, "body-bytes-each", config.bodyBytesEach(), "keysweep.http.max-body-size", http.maxBodySize());
        size(problems, "body-bytes", config.bodyBytes(), PREFIX + "body-bytes-each", config.bodyBytesEach());
        size(
                problems,
                "body-bytes-without-token-each",
                config.bodyBytesWithoutTokenEach(),
                "keysweep.http.max-auth-body-size",
                http.maxAuthBodySize());
        size(
                problems,
                "body-bytes-without-token",
                config.bodyBytesWithoutToken(),
                PREFIX + "body-bytes-without-token-each",
                config.bodyBytesWithoutTokenEach());
    }

    private static void size(
            List<String> problems, String name, MemorySize value, String least, MemorySize leastValue) {
        if (value.asLongValue() < leastValue.asLongValue()) {
            problems.add(PREFIX + name + " must be at least " + least + ", which is " + leastValue.asLongValue()
                    + " bytes, is " + value.asLongValue());
        }
    }
}

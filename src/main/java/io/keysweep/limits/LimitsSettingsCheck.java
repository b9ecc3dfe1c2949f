package io.keysweep.limits;

import io.keysweep.http.HttpConfig;
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

    private final LimitsConfig config;
    private final HttpConfig http;

    LimitsSettingsCheck(LimitsConfig config, HttpConfig http) {
        this.config = config;
        this.http = http;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        range(problems, "caller-rate", config.callerRate(), 1);
        range(problems, "caller-burst", config.callerBurst(), 1);
        range(problems, "account-rate", config.accountRate(), 1);
        range(problems, "account-burst", config.accountBurst(), 1);
        range(problems, "address-rate", config.addressRate(), 1);
        range(problems, "address-burst", config.addressBurst(), 1);
        range(problems, "tracked", config.tracked(), 1_000);
        range(problems, "jobs-per-account", config.jobsPerAccount(), 1);
        range(problems, "event-streams", config.eventStreams(), 1);
        range(problems, "event-streams-per-account", config.eventStreamsPerAccount(), 1);
        range(problems, "report-streams", config.reportStreams(), 1);
        range(problems, "report-streams-per-account", config.reportStreamsPerAccount(), 1);
        time(problems, "head-timeout", config.headTimeout(), Duration.ofMinutes(5), "5 min");
        time(problems, "body-timeout", config.bodyTimeout(), Duration.ofHours(1), "1 h");
        size(problems, "body-bytes-each", config.bodyBytesEach(), "keysweep.http.max-body-size", http.maxBodySize());
        size(problems, "body-bytes", config.bodyBytes(), PREFIX + "body-bytes-each", config.bodyBytesEach());
        return problems;
    }

    private static void size(
            List<String> problems, String name, MemorySize value, String least, MemorySize leastValue) {
        if (value.asLongValue() < leastValue.asLongValue()) {
            problems.add(PREFIX + name + " must be at least " + least + ", which is " + leastValue.asLongValue()
                    + " bytes, is " + value.asLongValue());
        }
    }

    private static void time(List<String> problems, String name, Duration value, Duration most, String inWords) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(most) > 0) {
            problems.add(PREFIX + name + " must be 1 s to " + inWords + ", is " + value);
        }
    }

    private static void range(List<String> problems, String name, int value, int least) {
        if (value < least || value > MOST) {
            problems.add(PREFIX + name + " must be " + least + " to " + MOST + ", is " + value);
        }
    }
}

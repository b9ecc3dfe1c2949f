package io.keysweep.ops;

import io.keysweep.account.AccountConfig;
import io.keysweep.sweep.SweepConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the time of a request's statement to what its connection waits for: a longer one would go on with nobody there. And
 * checks what an account has of the connections.
 */
@Singleton
class AccountSettingsCheck implements StartupCheck {

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int MOST_CONNECTIONS = 10_000;
    private static final String PREFIX = "keysweep.account.";
    private static final String STATEMENT_TIMEOUT = "statement-timeout";

    private final AccountConfig config;
    private final SweepConfig sweep;

    AccountSettingsCheck(AccountConfig config, SweepConfig sweep) {
        this.config = config;
        this.sweep = sweep;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        SettingRanges settings = new SettingRanges(PREFIX, problems);
        settings.atLeast(STATEMENT_TIMEOUT, config.statementTimeout(), Duration.ofSeconds(1));
        if (config.statementTimeout().compareTo(sweep.statementTimeout().multipliedBy(2)) >= 0) {
            problems.add(PREFIX + STATEMENT_TIMEOUT + " must be less than twice keysweep.sweep.statement-timeout, is "
                    + config.statementTimeout());
        }
        config.connectionsEach().ifPresent(each -> settings.range("connections-each", each, 1, MOST_CONNECTIONS));
        settings.range("connection-timeout", config.connectionTimeout(), SHORTEST_WAIT, LONGEST_WAIT);
        return problems;
    }
}

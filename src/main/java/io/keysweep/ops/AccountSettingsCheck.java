package io.keysweep.ops;

import io.keysweep.account.AccountConfig;
import io.keysweep.sweep.SweepConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Holds the time of a request's statement to what its connection waits for: a longer one would go on with nobody there. */
@Singleton
class AccountSettingsCheck implements StartupCheck {

    private static final String NAME = "keysweep.account.statement-timeout";

    private final AccountConfig config;
    private final SweepConfig sweep;

    AccountSettingsCheck(AccountConfig config, SweepConfig sweep) {
        this.config = config;
        this.sweep = sweep;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (config.statementTimeout().compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add(NAME + " must be at least 1s, is " + config.statementTimeout());
        }
        if (config.statementTimeout().compareTo(sweep.statementTimeout().multipliedBy(2)) >= 0) {
            problems.add(NAME + " must be less than twice keysweep.sweep.statement-timeout, is "
                    + config.statementTimeout());
        }
        return problems;
    }
}

package io.keysweep.limits;

import io.keysweep.http.TooManyRequestsException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Holds callers whose token was verified, and their accounts, to their rates. */
@ApplicationScoped
public class CallerLimits {

    private final LimitsConfig config;
    private final TokenBuckets callers;
    private final TokenBuckets accounts;

    CallerLimits(LimitsConfig config) {
        this.config = config;
        this.callers = new TokenBuckets(config.callerRate(), config.callerBurst(), config.tracked(), System::nanoTime);
        this.accounts =
                new TokenBuckets(config.accountRate(), config.accountBurst(), config.tracked(), System::nanoTime);
    }

    /**
     * Counts a request.
     *
     * @throws TooManyRequestsException if it is one too many
     */
    public void count(String account, String subject) {
        orRefuse(callers.take(account + "\n" + subject), "a caller", config.callerRate());
        orRefuse(accounts.take(account), "an account", config.accountRate());
    }

    private static void orRefuse(long wait, String of, int rate) {
        if (wait > 0) {
            throw new TooManyRequestsException(
                    "too many requests: " + of + " may send " + rate + " a second; wait and try again",
                    Duration.ofNanos(wait));
        }
    }
}

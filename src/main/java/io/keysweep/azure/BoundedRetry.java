package io.keysweep.azure;

import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.RequestRetryCondition;
import com.azure.core.http.policy.RetryStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/**
 * The SDK's retries, kept within the time limit of a call: passing faults only, doubling waits, and no retry at all when
 * Azure asks for a longer wait than fits. The caller then learns of that wait at once.
 */
class BoundedRetry implements RetryStrategy {

    private static final int MOST_DOUBLINGS = 10;

    private final int retries;
    private final Duration first;
    private final Duration longest;

    /** Each of the attempts has an equal share of the time limit, so that the waits never outlast it. */
    BoundedRetry(AzureConfig config) {
        this.retries = config.retries();
        this.first = config.retryDelay();
        this.longest = config.timeout().dividedBy(retries + 1L);
    }

    @Override
    public int getMaxRetries() {
        return retries;
    }

    /** Half of it fixed, half by chance, so that callers throttled together do not come back together. */
    @Override
    public Duration calculateRetryDelay(int tryCount) {
        long full = first.multipliedBy(1L << Math.min(tryCount, MOST_DOUBLINGS)).toMillis();
        long bounded = Math.min(full, longest.toMillis());
        return Duration.ofMillis(bounded - ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
    }

    @Override
    public boolean shouldRetryCondition(RequestRetryCondition condition) {
        HttpResponse response = condition.getResponse();
        return response == null
                ? shouldRetryException(condition.getThrowable())
                : shouldRetry(response) && fits(RetryAfter.of(response.getHeaders()));
    }

    @Override
    public boolean shouldRetryException(Throwable failure) {
        return failure instanceof IOException || failure instanceof TimeoutException;
    }

    private boolean fits(Optional<Duration> asked) {
        return asked.filter(wait -> wait.compareTo(longest) > 0).isEmpty();
    }
}

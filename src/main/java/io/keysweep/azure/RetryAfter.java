package io.keysweep.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Reads how long Azure asks us to wait, five minutes at the most: whatever it says, a slip there must not take a vault away
 * from us for days, or put work off for years. A date, which Key Vault does not send, counts as no wish.
 */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    // Longer numbers are beyond the bound in either unit.
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    static Optional<Duration> of(HttpHeaders headers) {
        return read(headers.getValue(HttpHeaderName.RETRY_AFTER_MS), Duration::ofMillis)
                .or(() -> read(headers.getValue(HttpHeaderName.X_MS_RETRY_AFTER_MS), Duration::ofMillis))
                .or(() -> seconds(headers.getValue(HttpHeaderName.RETRY_AFTER)));
    }

    /** The same of a single header's value, in seconds; null if there is none. */
    static Optional<Duration> seconds(String value) {
        return read(value, Duration::ofSeconds);
    }

    private static Optional<Duration> read(String header, LongFunction<Duration> unit) {
        return Optional.ofNullable(header)
                .filter(value -> !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(value -> value.length() > MOST_DIGITS ? LONGEST : bounded(unit.apply(Long.parseLong(value))));
    }

    private static Duration bounded(Duration asked) {
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}

package io.keysweep.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;

/** Reads how long Azure asks us to wait. A date, which Key Vault does not send, counts as no wish. */
final class RetryAfter {

    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    static Optional<Duration> of(HttpHeaders headers) {
        return number(headers, HttpHeaderName.RETRY_AFTER_MS)
                .or(() -> number(headers, HttpHeaderName.X_MS_RETRY_AFTER_MS))
                .map(Duration::ofMillis)
                .or(() -> number(headers, HttpHeaderName.RETRY_AFTER).map(Duration::ofSeconds));
    }

    /** The same of a single header's value, in seconds; null if there is none. */
    static Optional<Duration> seconds(String value) {
        return number(value).map(Duration::ofSeconds);
    }

    private static Optional<Long> number(HttpHeaders headers, HttpHeaderName name) {
        return number(headers.getValue(name));
    }

    private static Optional<Long> number(String header) {
        return Optional.ofNullable(header)
                .filter(value -> value.length() <= MOST_DIGITS
                        && !value.isEmpty()
                        && value.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(Long::valueOf);
    }
}

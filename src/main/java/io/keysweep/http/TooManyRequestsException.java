package io.keysweep.http;

import java.time.Duration;
import java.util.Objects;

/** Too many calls; the caller may retry after a while, which the answer's {@code Retry-After} gives in seconds. */
public final class TooManyRequestsException extends ApiException {

    private final Duration retryAfter;

    public TooManyRequestsException(String message, Duration retryAfter) {
        super(ErrorKind.TOO_MANY_REQUESTS, message);
        this.retryAfter = Objects.requireNonNull(retryAfter);
    }

    /** For the header {@code Retry-After}: whole seconds, rounded up, 1 or more. */
    public long retryAfterSeconds() {
        return Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    }
}

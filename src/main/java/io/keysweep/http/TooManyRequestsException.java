package io.keysweep.http;

import java.time.Duration;

/** Too many calls; the caller may retry after a while, which the answer's {@code Retry-After} gives in seconds. */
public final class TooManyRequestsException extends ApiException {

    public TooManyRequestsException(String message, Duration retryAfter) {
        super(ErrorKind.TOO_MANY_REQUESTS, message, retryAfter);
    }
}

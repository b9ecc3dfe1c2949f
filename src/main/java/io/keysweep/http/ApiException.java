package io.keysweep.http;

import java.time.Duration;
import java.util.Objects;

/**
 * A failure that the caller can do something about. Each subclass says what; {@link ApiExceptionMapper} turns it into
 * the product's error body. Messages name the field, what is wrong with its value and how to mend it, and never carry a
 * secret, a stack trace or SQL text.
 */
public abstract class ApiException extends RuntimeException {

    private final ErrorKind kind;
    private final Duration retryAfter;

    protected ApiException(ErrorKind kind, String message) {
        this(kind, message, Duration.ofSeconds(1));
    }

    /** One of a kind whose answer says when to come again. */
    protected ApiException(ErrorKind kind, String message, Duration retryAfter) {
        super(Objects.requireNonNull(message));
        this.kind = Objects.requireNonNull(kind);
        this.retryAfter = Objects.requireNonNull(retryAfter);
    }

    /** Status, number and label of the answer. */
    public final ErrorKind kind() {
        return kind;
    }

    /** For the header {@code Retry-After}, if the kind has it: whole seconds, rounded up, 1 or more. */
    public final long retryAfterSeconds() {
        return Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    }
}

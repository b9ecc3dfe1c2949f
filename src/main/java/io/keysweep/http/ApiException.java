package io.keysweep.http;

import java.util.Objects;

/**
 * A failure that the caller can do something about. Each subclass says what; {@link ApiExceptionMapper} turns it into
 * the product's error body. Messages name the field, what is wrong with its value and how to mend it, and never carry a
 * secret, a stack trace or SQL text.
 */
public abstract class ApiException extends RuntimeException {

    private final ErrorKind kind;

    protected ApiException(ErrorKind kind, String message) {
        super(Objects.requireNonNull(message));
        this.kind = Objects.requireNonNull(kind);
    }

    /** Status, number and label of the answer. */
    public final ErrorKind kind() {
        return kind;
    }
}

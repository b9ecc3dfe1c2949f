package io.keysweep.http;

/** The object's state forbids it now; the caller may retry once that state has changed. */
public final class ConflictException extends ApiException {

    public ConflictException(String message) {
        super(ErrorKind.CONFLICT, message);
    }
}

package io.keysweep.http;

/** A limit is reached; the caller may try again later. */
public final class TooManyRequestsException extends ApiException {

    public TooManyRequestsException(String message) {
        super(ErrorKind.TOO_MANY_REQUESTS, message);
    }
}

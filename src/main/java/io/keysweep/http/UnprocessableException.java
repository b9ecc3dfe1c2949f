package io.keysweep.http;

/** The request is well formed but contradicts an earlier one. */
public final class UnprocessableException extends ApiException {

    public UnprocessableException(String message) {
        super(ErrorKind.UNPROCESSABLE, message);
    }
}

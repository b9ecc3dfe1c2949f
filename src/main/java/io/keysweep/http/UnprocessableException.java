package io.keysweep.http;

/** The request is well formed, and what it asks for cannot be done with what is there. */
public final class UnprocessableException extends ApiException {

    public UnprocessableException(String message) {
        super(ErrorKind.UNPROCESSABLE, message);
    }
}

package io.keysweep.http;

/** The caller is known and lacks a right; the message names it. */
public final class ForbiddenException extends ApiException {

    public ForbiddenException(String message) {
        super(ErrorKind.FORBIDDEN, message);
    }
}

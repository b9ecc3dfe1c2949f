package io.keysweep.http;

/** No valid credentials; the caller has to log in again. */
public final class UnauthorizedException extends ApiException {

    public UnauthorizedException(String message) {
        super(ErrorKind.UNAUTHORIZED, message);
    }
}

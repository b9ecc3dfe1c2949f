package io.keysweep.http;

/** Azure refuses what we ask on the caller's behalf: the operator has to act, the same call will fail again. */
public final class BadGatewayException extends ApiException {

    public BadGatewayException(String message) {
        super(ErrorKind.BAD_GATEWAY, message);
    }
}

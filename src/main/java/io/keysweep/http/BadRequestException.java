package io.keysweep.http;

/** The request is wrong as it stands; the message says which field and how to mend it. */
public final class BadRequestException extends ApiException {

    public BadRequestException(String message) {
        super(ErrorKind.BAD_REQUEST, message);
    }
}

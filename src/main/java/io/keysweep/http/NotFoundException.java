package io.keysweep.http;

/** No such object for this caller; one of another account looks the same. */
public final class NotFoundException extends ApiException {

    public NotFoundException(String message) {
        super(ErrorKind.NOT_FOUND, message);
    }
}

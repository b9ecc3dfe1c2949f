package io.keysweep.http;

/** Something that the call needs cannot be reached; the caller may retry later. */
public final class UnavailableException extends ApiException {

    public UnavailableException(String message) {
        super(ErrorKind.UNAVAILABLE, message);
    }
}

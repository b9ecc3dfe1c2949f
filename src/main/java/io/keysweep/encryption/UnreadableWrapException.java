package io.keysweep.encryption;

/** What the wrapping key of now has wrapped does not open: nothing may be put under it until its rights are mended. */
public final class UnreadableWrapException extends RuntimeException {

    private UnreadableWrapException(String message) {
        super(message, null, false, false);
    }

    static UnreadableWrapException refused(String wrappingKey, Throwable failure) {
        return new UnreadableWrapException("the wrapping key " + wrappingKey
                + " wraps, but does not open what it wrapped; give this service the right to unwrap with it: "
                + failure.getMessage());
    }

    static UnreadableWrapException other(String wrappingKey) {
        return new UnreadableWrapException(
                "the wrapping key " + wrappingKey + " opens what it wrapped to something else; use another key");
    }
}

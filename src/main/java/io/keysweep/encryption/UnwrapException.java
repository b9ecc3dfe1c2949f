package io.keysweep.encryption;

/** A wrapped key or an encrypted blob does not open: wrapped by another key, for another purpose, or changed since. */
public final class UnwrapException extends RuntimeException {

    public UnwrapException(String message) {
        super(message);
    }
}

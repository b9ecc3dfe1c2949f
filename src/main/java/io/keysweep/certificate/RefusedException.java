package io.keysweep.certificate;

/** What was to be verified is not as it should be: why, in words for whoever asked. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    RefusedException(String message) {
        super(message);
    }
}

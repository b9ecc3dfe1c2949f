package io.keysweep.encryption;

import io.keysweep.http.ApiException;
import io.keysweep.http.ErrorKind;

/**
 * A wrapped key or an encrypted blob does not open: wrapped by another key, for another purpose, or changed since. A caller
 * whom nobody tells better is told that this cannot be done here now.
 */
public class UnwrapException extends ApiException {

    public UnwrapException(String message) {
        super(ErrorKind.UNAVAILABLE, message);
    }
}

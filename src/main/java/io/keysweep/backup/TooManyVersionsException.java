package io.keysweep.backup;

import io.keysweep.http.ApiException;
import io.keysweep.http.ErrorKind;

/** The key has more versions than Azure can back up, and versions cannot be deleted. */
public final class TooManyVersionsException extends ApiException {

    TooManyVersionsException(String message) {
        super(ErrorKind.UNPROCESSABLE, message);
    }
}

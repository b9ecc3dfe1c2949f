package io.keysweep.audit;

import io.keysweep.http.ApiException;
import io.keysweep.http.ErrorKind;
import java.time.Duration;

/** The key in Azure Key Vault does not sign now. Nothing else signs in its place: the caller may come again. */
final class NotSignedException extends ApiException {

    NotSignedException(String message, Duration retryAfter) {
        super(ErrorKind.UNAVAILABLE, message, retryAfter);
    }
}

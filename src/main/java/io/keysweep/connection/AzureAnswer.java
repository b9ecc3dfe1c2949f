package io.keysweep.connection;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.http.ApiException;
import io.keysweep.http.BadGatewayException;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.TooManyRequestsException;
import io.keysweep.http.UnavailableException;
import java.time.Duration;

/** What a caller is told of a failed look at Azure by a connection, with Azure's own words. */
public final class AzureAnswer {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private AzureAnswer() {}

    /** The answer to that failure; {@code subject} says what was asked for. */
    public static ApiException to(String subject, Throwable failure) {
        String message = subject + ": " + failure.getMessage();
        if (failure instanceof KeyVaultException.NotFound) {
            return new NotFoundException(message);
        }
        if (failure instanceof KeyVaultException.Throttled throttled) {
            return new TooManyRequestsException(message, throttled.retryAfter().orElse(WAIT));
        }
        if (failure instanceof KeyVaultException.Unavailable) {
            return new UnavailableException(message);
        }
        return failure.getMessage().startsWith("nextLink:")
                ? new BadRequestException(failure.getMessage())
                : new BadGatewayException(message);
    }
}

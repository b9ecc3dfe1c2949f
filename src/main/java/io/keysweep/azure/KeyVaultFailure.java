package io.keysweep.azure;

import io.keysweep.http.ApiException;
import io.keysweep.http.BadGatewayException;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.TooManyRequestsException;
import io.keysweep.http.UnavailableException;
import io.keysweep.http.UnprocessableException;
import io.keysweep.sweep.Fault;
import io.keysweep.sweep.Verdict;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/**
 * What a failed call to Azure means: to a caller, who is told Azure's own words, and to the engine. A key that Azure does not
 * have is 404 and not 409, since the product's clients take 409 for "in transition" and try again for minutes.
 */
public final class KeyVaultFailure {

    // Azure counts transactions in windows of this length.
    private static final Duration THROTTLING_WINDOW = Duration.ofSeconds(10);

    private KeyVaultFailure() {}

    /**
     * The answer.
     *
     * @param subject what was asked of Azure and for which key
     */
    public static ApiException answer(String subject, KeyVaultException failure) {
        String message = subject + ": " + failure.getMessage();
        if (failure instanceof KeyVaultException.NotFound) {
            return new NotFoundException(message + " (Azure does not have it now)");
        }
        if (failure instanceof KeyVaultException.Busy) {
            return new ConflictException(message + " (Azure is still changing the key; try again in a while)");
        }
        if (failure instanceof KeyVaultException.Conflict) {
            return new ConflictException(message);
        }
        if (failure instanceof KeyVaultException.Throttled throttled) {
            return new TooManyRequestsException(message, throttled.retryAfter().orElse(THROTTLING_WINDOW));
        }
        if (failure instanceof KeyVaultException.Unavailable || failure instanceof KeyVaultException.Sealed) {
            return new UnavailableException(message);
        }
        if (failure instanceof KeyVaultException.Denied) {
            return new BadGatewayException(
                    message + " (the credentials that it was asked with lack a right in Azure, or are not accepted)");
        }
        if (failure instanceof KeyVaultException.ForeignLink) {
            return new BadRequestException(failure.getMessage());
        }
        return new BadGatewayException(message);
    }

    /** The answer when the caller's own wishes were handed on: what Azure refuses then is for the caller to mend. */
    public static ApiException answerToWish(String subject, KeyVaultException failure) {
        return failure instanceof KeyVaultException.Refused
                ? new UnprocessableException(subject + ": " + failure.getMessage())
                : answer(subject, failure);
    }

    /** What it means for the engine's work that met it: Azure comes back, a refusal stays. */
    public static Verdict verdict(KeyVaultException failure) {
        if (failure instanceof KeyVaultException.Throttled throttled) {
            return new Verdict(Fault.PASSING, failure.getMessage(), throttled.retryAfter());
        }
        // What is sealed for this replica may be open to another one.
        boolean passes = failure instanceof KeyVaultException.Unavailable
                || failure instanceof KeyVaultException.Busy
                || failure instanceof KeyVaultException.Sealed;
        return new Verdict(passes ? Fault.PASSING : Fault.SETUP, failure.getMessage(), Optional.empty());
    }

    /** The call with its failures as a caller is told of them. */
    public static <T> Uni<T> told(Uni<T> call, String subject) {
        return call.onFailure(KeyVaultException.class)
                .transform(failure -> answer(subject, (KeyVaultException) failure));
    }

    /** The same for the caller's own wishes. */
    public static <T> Uni<T> toldOfWish(Uni<T> call, String subject) {
        return call.onFailure(KeyVaultException.class)
                .transform(failure -> answerToWish(subject, (KeyVaultException) failure));
    }
}

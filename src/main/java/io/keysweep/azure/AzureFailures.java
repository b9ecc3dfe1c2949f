package io.keysweep.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.identity.CredentialUnavailableException;
import com.microsoft.aad.msal4j.MsalServiceException;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Turns what the SDK throws into {@link KeyVaultException}, by status and error code. The SDK's exception types are of no
 * use for that: it says {@code ResourceModifiedException} for 400 and 403 as well.
 *
 * @see <a href="https://learn.microsoft.com/azure/key-vault/general/rest-error-codes">Key Vault error codes</a>
 */
final class AzureFailures {

    private static final Logger LOGGER = Logger.getLogger(AzureFailures.class);
    private static final Set<String> IN_TRANSITION = Set.of("ObjectIsBeingDeleted", "ObjectIsBeingRecovered");
    // The SDK knows the status of answers in the form of OAuth only; of others it tells in its message.
    private static final Pattern PASSING_LOGIN = Pattern.compile("status code: (408|429|5\\d\\d)");
    private static final String DISABLED = "KeyDisabled";
    private static final String FOREIGN_BACKUP = "decrypt backup blob";
    private static final int LONGEST_MESSAGE = 300;

    private AzureFailures() {}

    /** What Azure says in the body of a failed call; empty strings for what it does not say. */
    private record Answer(String code, String innerCode, String message) {

        private static Answer of(Object body) {
            Object error = member(body, "error");
            return new Answer(
                    text(member(error, "code")),
                    text(member(member(error, "innererror"), "code")),
                    text(member(error, "message")));
        }

        private static Object member(Object object, String name) {
            return object instanceof Map<?, ?> map ? map.get(name) : null;
        }

        private static String text(Object value) {
            return value instanceof String string ? string : "";
        }
    }

    static KeyVaultException timedOut(Duration limit) {
        return new KeyVaultException.Unavailable(
                "no answer from Azure Key Vault within " + limit.toMillis() + " ms (keysweep.azure.timeout)");
    }

    static KeyVaultException translate(Throwable failure) {
        KeyVaultException withoutToken = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            KeyVaultException known = known(cause);
            if (known != null) {
                return withoutToken == null ? known : ofLogin(known);
            }
            withoutToken = withoutToken == null ? withoutToken(cause) : withoutToken;
        }
        if (withoutToken != null) {
            return withoutToken;
        }
        LOGGER.warnf(failure, "key vault call failed in an unforeseen way exception=%s", failure.getClass());
        return new KeyVaultException.Refused(
                "the call to Azure Key Vault failed in an unforeseen way; the log of the service has more");
    }

    private static KeyVaultException known(Throwable failure) {
        if (failure instanceof KeyVaultException translated) {
            return translated;
        }
        if (failure instanceof HttpResponseException answered && answered.getResponse() != null) {
            return answered(answered);
        }
        if (failure instanceof MsalServiceException refused) {
            return loginAnswered(refused);
        }
        if (failure instanceof IOException
                || failure instanceof VertxException
                || failure instanceof TimeoutException
                || failure instanceof RejectedExecutionException) {
            return new KeyVaultException.Unavailable(
                    "Azure Key Vault cannot be reached: " + shortened(String.valueOf(failure.getMessage())));
        }
        return null;
    }

    // For identities of the platform the SDK says so whatever went wrong, a lost connection among it:
    // it counts only if no cause says more.
    private static KeyVaultException withoutToken(Throwable failure) {
        if (failure instanceof CredentialUnavailableException unavailable) {
            return new KeyVaultException.Denied(
                    "no token: the platform gives this service no identity: " + shortened(unavailable.getMessage()));
        }
        return failure instanceof ClientAuthenticationException
                ? new KeyVaultException.Denied("no token for Azure Key Vault: the credentials were not accepted")
                : null;
    }

    private static KeyVaultException ofLogin(KeyVaultException cause) {
        return cause instanceof KeyVaultException.Unavailable
                ? new KeyVaultException.Unavailable("no token for Azure Key Vault now: " + cause.getMessage())
                : cause;
    }

    /** Azure's text begins with a code, AADSTS and a number, which its documentation explains. */
    private static KeyVaultException loginAnswered(MsalServiceException failure) {
        String message = "login to Azure refused: " + shortened(String.valueOf(failure.getMessage()));
        Integer status = failure.statusCode();
        boolean passing = status == null
                ? PASSING_LOGIN.matcher(String.valueOf(failure.getMessage())).find()
                : status == 408 || status == 429 || status >= 500;
        return passing ? new KeyVaultException.Unavailable(message) : new KeyVaultException.Denied(message);
    }

    /** Why Azure did not accept the identity, if that is what the failure says. */
    static Optional<String> loginRefusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MsalServiceException refused
                    && loginAnswered(refused) instanceof KeyVaultException.Denied denied) {
                return Optional.of(denied.getMessage());
            }
        }
        return Optional.empty();
    }

    private static KeyVaultException answered(HttpResponseException failure) {
        int status = failure.getResponse().getStatusCode();
        Answer answer = Answer.of(failure.getValue());
        String message = message(status, answer);
        return switch (status) {
            case 401 -> new KeyVaultException.Denied(message);
            case 403 ->
                DISABLED.equals(answer.innerCode)
                        ? new KeyVaultException.Refused(message)
                        : new KeyVaultException.Denied(message);
            case 404 -> new KeyVaultException.NotFound(message);
            case 409 ->
                IN_TRANSITION.contains(answer.innerCode)
                        ? new KeyVaultException.Busy(message)
                        : new KeyVaultException.Conflict(message);
            case 429 ->
                new KeyVaultException.Throttled(
                        message,
                        RetryAfter.of(failure.getResponse().getHeaders()).orElse(null));
            default -> status == 408 || status >= 500 ? new KeyVaultException.Unavailable(message) : refused(message);
        };
    }

    /** Azure has no code for it. */
    private static KeyVaultException refused(String message) {
        return message.toLowerCase(Locale.ROOT).contains(FOREIGN_BACKUP)
                ? new KeyVaultException.ForeignBackup(message)
                : new KeyVaultException.Refused(message);
    }

    private static String message(int status, Answer answer) {
        String head = "Azure Key Vault answered " + status + (answer.code.isEmpty() ? "" : " " + answer.code);
        return answer.message.isEmpty() ? head : head + ": " + shortened(answer.message);
    }

    /** One line, and not a long one. */
    static String shortened(String text) {
        String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }
}

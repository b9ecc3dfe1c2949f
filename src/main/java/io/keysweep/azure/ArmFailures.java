package io.keysweep.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * What failed calls to Azure Resource Manager become.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors">its errors</a>
 */
final class ArmFailures {

    private static final Logger LOGGER = Logger.getLogger(ArmFailures.class);
    private static final String NAME = "Azure Resource Manager";

    private ArmFailures() {}

    static KeyVaultException timedOut(Duration limit) {
        return new KeyVaultException.Unavailable(
                "no answer from " + NAME + " within " + limit.toMillis() + " ms (keysweep.azure.timeout)");
    }

    static KeyVaultException translate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KeyVaultException known) {
                return known;
            }
            if (cause instanceof IOException || cause instanceof VertxException || cause instanceof TimeoutException) {
                return new KeyVaultException.Unavailable(
                        NAME + " cannot be reached: " + AzureFailures.shortened(String.valueOf(cause.getMessage())));
            }
        }
        LOGGER.warnf(failure, "resource manager call failed in an unforeseen way exception=%s", failure.getClass());
        return new KeyVaultException.Refused(
                "the call to " + NAME + " failed in an unforeseen way; the log of the service has more");
    }

    /** An answer that is no success. */
    static KeyVaultException answered(RestResponse<?> answer, ObjectMapper json) {
        int status = answer.getStatus();
        String message = message(status, error(answer, json));
        return switch (status) {
            case 401, 403 -> new KeyVaultException.Denied(message);
            case 404 -> new KeyVaultException.NotFound(message);
            case 429 ->
                new KeyVaultException.Throttled(
                        message,
                        RetryAfter.seconds(answer.getHeaderString("Retry-After"))
                                .orElse(null));
            default ->
                status == 408 || status >= 500
                        ? new KeyVaultException.Unavailable(message)
                        : new KeyVaultException.Refused(message);
        };
    }

    // The REST client turns the bodies of successes into text, and leaves those of errors as they came.
    private static JsonNode error(RestResponse<?> answer, ObjectMapper json) {
        try {
            Object body = answer.getEntity();
            JsonNode read =
                    body instanceof InputStream bytes ? json.readTree(bytes) : json.readTree(String.valueOf(body));
            return read.path("error");
        } catch (IOException e) {
            return json.missingNode();
        }
    }

    private static String message(int status, JsonNode error) {
        String code = error.path("code").asText("");
        String said = error.path("message").asText("");
        String head = NAME + " answered " + status + (code.isEmpty() ? "" : " " + code);
        return said.isEmpty() ? head : head + ": " + AzureFailures.shortened(said);
    }
}

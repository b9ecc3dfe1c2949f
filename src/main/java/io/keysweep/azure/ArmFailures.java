package io.keysweep.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * What failed calls to Azure Resource Manager become.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors">its errors</a>
 */
final class ArmFailures {

    private static final String NAME = "Azure Resource Manager";

    private ArmFailures() {}

    static KeyVaultException timedOut(Duration limit) {
        return new KeyVaultException.Unavailable(
                "no answer from " + NAME + " within " + limit.toMillis() + " ms (keysweep.azure.timeout)");
    }

    static KeyVaultException translate(Throwable failure) {
        return failure instanceof KeyVaultException known
                ? known
                : new KeyVaultException.Unavailable(
                        NAME + " cannot be reached: " + AzureFailures.shortened(String.valueOf(failure.getMessage())));
    }

    /** An answer that is no success. */
    static KeyVaultException answered(RestResponse<String> answer, ObjectMapper json) {
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

    private static JsonNode error(RestResponse<String> answer, ObjectMapper json) {
        try {
            String body = answer.getEntity();
            return json.readTree(body == null || body.isBlank() ? "{}" : body).path("error");
        } catch (JsonProcessingException e) {
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

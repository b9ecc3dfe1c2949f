package io.keysweep.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.RestResponse;

/** Calls to Azure Resource Manager, with their time limit; what fails becomes a {@link KeyVaultException}. */
@Singleton
class ArmCalls {

    private static final String NO_EXCEPTION_FOR_ERRORS = "microprofile.rest.client.disable.default.mapper";

    private final ArmClient client;
    private final ObjectMapper json;
    private final Duration timeout;

    ArmCalls(AzureConfig config, ObjectMapper json) {
        this.client = client(config);
        this.json = json;
        this.timeout = config.timeout();
    }

    // Redirects stay off, which is the default: a token goes to nobody else.
    private static ArmClient client(AzureConfig config) {
        QuarkusRestClientBuilder builder = QuarkusRestClientBuilder.newBuilder()
                .baseUri(Cloud.PUBLIC.resourceManager())
                .connectTimeout(AzureHttp.connectMillis(config), TimeUnit.MILLISECONDS)
                .readTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .property(NO_EXCEPTION_FOR_ERRORS, true);
        config.trustedCertificates().ifPresent(file -> builder.trustStore(PemTrust.of(file), PemTrust.PASSWORD));
        return builder.build(ArmClient.class);
    }

    /** The body of a successful answer, read as that type. */
    <T> Uni<T> get(URI url, String token, Class<T> type) {
        return client.get(url, "Bearer " + token)
                .ifNoItem()
                .after(timeout)
                .failWith(() -> ArmFailures.timedOut(timeout))
                .map(answer -> read(answer, type))
                .onFailure()
                .transform(ArmFailures::translate);
    }

    private <T> T read(RestResponse<String> answer, Class<T> type) {
        if (answer.getStatus() != RestResponse.StatusCode.OK) {
            throw ArmFailures.answered(answer, json);
        }
        try {
            return json.readValue(answer.getEntity(), type);
        } catch (JsonProcessingException e) {
            throw new KeyVaultException.Refused("Azure Resource Manager answered something that is not understood");
        }
    }
}

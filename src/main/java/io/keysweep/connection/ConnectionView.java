package io.keysweep.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.ResourceUri;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A connection as callers see it: nothing of it is secret. What is not known is left out. */
@Schema(
        name = "AzureConnection",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "createdAt",
            "updatedAt",
            "name",
            "service",
            "category",
            "resource_url",
            "cloud_name",
            "auth_type",
            "is_certificate_used"
        })
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionView(
        UUID id,
        String uri,
        String account,
        Instant createdAt,
        Instant updatedAt,
        String service,
        String category,
        @JsonProperty("resource_url") String resourceUrl,
        @JsonProperty("last_connection_ok") Boolean lastConnectionOk,
        @JsonProperty("last_connection_error") String lastConnectionError,
        @JsonProperty("last_connection_at") Instant lastConnectionAt,
        String name,
        String description,
        @JsonProperty("cloud_name") String cloudName,
        @JsonProperty("auth_type") String authType,
        @JsonProperty("client_id") String clientId,
        @JsonProperty("tenant_id") String tenantId,
        @JsonProperty("is_certificate_used") boolean certificateUsed,
        String certificate,
        @JsonProperty("certificate_thumbprint") String certificateThumbprint,
        List<String> products,
        Map<String, Object> meta,
        Map<String, Object> labels) {

    static ConnectionView of(AzureConnection connection) {
        return new ConnectionView(
                connection.id,
                ResourceUri.of(connection.account, "connectionmgmt", "connections", connection.id),
                ResourceUri.account(connection.account),
                connection.createdAt,
                connection.updatedAt,
                "azure",
                "cloud",
                "/v1/connectionmgmt/services/azure/connections/" + connection.id,
                connection.lastConnectionOk,
                connection.lastConnectionError,
                connection.lastConnectionAt,
                connection.name,
                connection.description,
                connection.cloudName,
                connection.authType,
                connection.clientId,
                connection.tenantId,
                connection.authType() == AuthType.CERTIFICATE,
                connection.certificate,
                connection.certificateThumbprint,
                connection.products,
                connection.meta,
                connection.labels);
    }
}

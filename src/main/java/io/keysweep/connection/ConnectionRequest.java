package io.keysweep.connection;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.KnownFieldsOnly;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a caller says of a connection. In a change, what is left out stays as it is. What is secret never shows in
 * {@code toString}.
 */
@KnownFieldsOnly(
        harmless = {"cert_duration", "external_certificate_used"},
        unsupported = {
            "azure_stack_connection_type",
            "azure_stack_server_cert",
            "active_directory_endpoint",
            "management_url",
            "resource_manager_url",
            "vault_resource_url",
            "key_vault_dns_suffix"
        })
@Schema(
        name = "AzureConnectionRequest",
        description =
                "The product's cert_duration and external_certificate_used are taken and change nothing: a certificate is"
                        + " always made by the caller.",
        additionalProperties = Schema.False.class)
public record ConnectionRequest(
        @Schema(
                        description = "Unique in the account, and never changed.",
                        maxLength = 255,
                        examples = "azure-production")
                String name,
        @Schema(maxLength = 4_000) String description,
        @Schema(
                        description =
                                "Ours: how the connection proves who it is. Client secret or certificate, whichever is"
                                        + " given, if left out.",
                        enumeration = {"client_secret", "certificate", "managed_identity", "workload_identity"})
                @JsonProperty("auth_type")
                String authType,
        @Schema(
                        description = "AzureCloud by default.",
                        enumeration = {"AzureCloud", "AzureChinaCloud", "AzureUSGovernment"})
                @JsonProperty("cloud_name")
                String cloudName,
        @Schema(description = "The application's, or a user-assigned managed identity's.", maxLength = 255)
                @JsonProperty("client_id")
                String clientId,
        @Schema(description = "The tenant that the application logs in at.", maxLength = 255) @JsonProperty("tenant_id")
                String tenantId,
        @Schema(writeOnly = true, maxLength = 4_096) @JsonProperty("client_secret") String clientSecret,
        @JsonProperty("is_certificate_used") Boolean certificateUsed,
        @Schema(
                        description = "PEM: the certificate and its RSA private key (PKCS #8, not encrypted).",
                        writeOnly = true,
                        maxLength = 65_536)
                String certificate,
        List<String> products,
        Map<String, Object> meta,
        Map<String, Object> labels) {

    @Override
    public String toString() {
        return "ConnectionRequest[name=" + name + "]";
    }
}

package io.keysweep.connection;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a caller says of a connection. In a change, what is left out stays as it is. What is secret never shows in
 * {@code toString}.
 */
@Schema(name = "AzureConnectionRequest")
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

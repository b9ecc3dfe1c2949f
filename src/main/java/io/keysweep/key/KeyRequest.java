package io.keysweep.key;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.keysweep.http.KnownFieldsOnly;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a call that makes a key, as sent.
 *
 * @param keyVault id or full name of the vault
 * @param releasePolicy refused: keys are not released from here
 */
@KnownFieldsOnly
@Schema(
        name = "AzureKeyRequest",
        requiredProperties = {"key_name", "key_vault", "azure_param"},
        additionalProperties = Schema.False.class)
public record KeyRequest(
        @Schema(pattern = "^[0-9a-zA-Z-]{1,127}$", examples = "orders-signing") @JsonProperty("key_name")
                String keyName,
        @Schema(
                        description = "Id or full name, <azure name>::<subscription id>.",
                        examples = "keyvault-prod::12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10")
                @JsonProperty("key_vault")
                String keyVault,
        @JsonProperty("azure_param") Param azureParam,
        @Schema(description = "Refused if true: it needs a release policy.") Boolean exportable,
        @Schema(hidden = true) @JsonProperty("release_policy") JsonNode releasePolicy) {

    /** What Azure is told. */
    @RegisterForReflection
    @KnownFieldsOnly(unsupported = "hsm")
    @Schema(name = "AzureKeyRequestParam", requiredProperties = "kty", additionalProperties = Schema.False.class)
    public record Param(
            @Schema(
                            enumeration = {"EC", "EC-HSM", "RSA", "RSA-HSM"},
                            examples = "RSA")
                    String kty,
            @Schema(
                            description = "Of EC keys.",
                            enumeration = {"P-256", "P-384", "P-521", "SECP256K1"})
                    String crv,
            @Schema(
                            description = "Of RSA keys.",
                            enumeration = {"2048", "3072", "4096"},
                            examples = "3072")
                    @JsonProperty("key_size")
                    Integer keySize,
            @JsonProperty("key_ops") List<String> keyOps,
            @Schema(examples = "{\"env\": \"prod\"}") Map<String, String> tags,
            AttributesRequest attributes) {}
}

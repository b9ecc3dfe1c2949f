package io.keysweep.key;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.keysweep.http.KnownFieldsOnly;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a call that uploads a key, as sent. Its text form never shows the material.
 *
 * @param keyVault id or full name of the vault
 * @param sourceKeyTier {@code local} or {@code pfx}
 * @param keyMaterial ours: the private key, since no keys are kept here that an id could name
 * @param pfx PKCS #12 in base64
 * @param localKeyIdentifier refused
 */
@KnownFieldsOnly(unsupported = {"luna_key_identifier", "dsm_key_identifier", "external_cm_key_identifier"})
@Schema(
        name = "AzureKeyUploadRequest",
        requiredProperties = {"key_name", "key_vault"},
        additionalProperties = Schema.False.class)
public record UploadRequest(
        @Schema(pattern = "^[0-9a-zA-Z-]{1,127}$", examples = "orders-signing") @JsonProperty("key_name")
                String keyName,
        @Schema(
                        description = "Id or full name, <azure name>::<subscription id>.",
                        examples = "keyvault-prod::12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10")
                @JsonProperty("key_vault")
                String keyVault,
        @JsonProperty("azure_param") Param azureParam,
        @Schema(
                        enumeration = {"local", "pfx"},
                        defaultValue = "local")
                @JsonProperty("source_key_tier")
                String sourceKeyTier,
        @Schema(
                        description = "Ours, for the tier local: a private key, PKCS #8 in PEM or a JSON web key. It is"
                                + " handed on to Azure, and neither stored nor logged.",
                        writeOnly = true)
                @JsonProperty("key_material")
                String keyMaterial,
        @Schema(description = "For the tier pfx: PKCS #12 in base64, its first key.", writeOnly = true) String pfx,
        @Schema(description = "Of the pfx.", writeOnly = true) String password,
        @Schema(hidden = true) @JsonProperty("local_key_identifier") String localKeyIdentifier,
        @Schema(hidden = true) @JsonProperty("kek_kid") String kekKid,
        @Schema(description = "Refused if true: it needs a release policy.") Boolean exportable,
        @Schema(hidden = true) @JsonProperty("release_policy") JsonNode releasePolicy) {

    /** What Azure is told. */
    @RegisterForReflection
    @KnownFieldsOnly
    @Schema(name = "AzureKeyUploadParam", additionalProperties = Schema.False.class)
    public record Param(
            @Schema(description = "Whether a hardware security module is to keep it.") Boolean hsm,
            @JsonProperty("key_ops") List<String> keyOps,
            @Schema(examples = "{\"env\": \"prod\"}") Map<String, String> tags,
            AttributesRequest attributes) {

        static final Param NONE = new Param(null, null, null, null);
    }

    @Override
    public String toString() {
        return "UploadRequest[" + keyName + "]";
    }
}

package io.keysweep.rotation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.KnownFieldsOnly;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a rotation is to do, as sent.
 *
 * @param vaultId with level data-keys: the only vault, null for all of the account
 */
@RegisterForReflection
@KnownFieldsOnly
@Schema(name = "RotationJobRequest", requiredProperties = "level", additionalProperties = Schema.False.class)
record RotationRequest(
        @Schema(enumeration = {"wrapping-key", "data-keys"}) String level,
        @Schema(description = "With level data-keys: the only vault; all of the account without it.")
                @JsonProperty("vault_id")
                String vaultId) {}

package io.keysweep.vault;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.KnownFieldsOnly;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Which vaults of Azure's are asked for.
 *
 * @param connection name or id
 * @param limit 1 to 1,000; 10 if left out
 * @param nextLink from the page before
 */
@KnownFieldsOnly
@Schema(name = "VaultSearchRequest", additionalProperties = Schema.False.class)
public record VaultSearchRequest(
        @Schema(required = true, description = "Name or id of a connection.", examples = "azure-production")
                String connection,
        @Schema(required = true, examples = "12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10") @JsonProperty("subscription_id")
                String subscriptionId,
        @Schema(minimum = "1", maximum = "1000", defaultValue = "10") Integer limit,
        @Schema(description = "The nextLink of the page before, as it is.") String nextLink) {}

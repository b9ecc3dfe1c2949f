package io.keysweep.azure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A subscription as Azure Resource Manager gives it.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/resources/subscriptions/list">Subscriptions, list</a>
 */
@Schema(requiredProperties = {"id", "subscriptionId", "displayName"})
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AzureSubscription(
        @Schema(examples = "/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10") String id,
        String subscriptionId,
        String displayName,
        @Schema(examples = "Enabled") String state,
        String authorizationSource,
        String tenantId,
        Policies subscriptionPolicies) {

    /** Quotas and placement of a subscription, passed through. */
    @Schema(name = "AzureSubscriptionPolicies")
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Policies(String locationPlacementId, String quotaId, String spendingLimit) {}
}

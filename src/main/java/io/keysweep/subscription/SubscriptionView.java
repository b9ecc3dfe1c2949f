package io.keysweep.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.ResourceUri;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A subscription as callers see it. The product spells its times in snake_case, unlike those of all other objects. */
@Schema(
        name = "Subscription",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "created_at",
            "updated_at",
            "subscriptionId",
            "subscriptionUri",
            "displayName"
        })
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubscriptionView(
        UUID id,
        String uri,
        String account,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        String subscriptionId,
        @Schema(examples = "/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10") String subscriptionUri,
        String displayName,
        String state,
        String authorizationSource,
        String tenantId) {

    static SubscriptionView of(Subscription subscription) {
        return new SubscriptionView(
                subscription.id,
                ResourceUri.of(subscription.account, "azure-subscription", subscription.id),
                ResourceUri.account(subscription.account),
                subscription.createdAt,
                subscription.updatedAt,
                subscription.subscriptionId,
                "/subscriptions/" + subscription.subscriptionId,
                subscription.displayName,
                subscription.state,
                subscription.authorizationSource,
                subscription.tenantId);
    }
}

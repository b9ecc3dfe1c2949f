package io.keysweep.subscription;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whose subscriptions are asked for.
 *
 * @param connection name or id
 */
@Schema(name = "SubscriptionsRequest")
public record SubscriptionsRequest(
        @Schema(required = true, description = "Name or id of a connection.", examples = "azure-production")
                String connection) {}

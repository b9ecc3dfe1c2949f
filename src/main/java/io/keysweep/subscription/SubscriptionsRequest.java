package io.keysweep.subscription;

import io.keysweep.http.KnownFieldsOnly;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whose subscriptions are asked for.
 *
 * @param connection name or id
 */
@KnownFieldsOnly
@Schema(name = "SubscriptionsRequest", additionalProperties = Schema.False.class)
public record SubscriptionsRequest(
        @Schema(required = true, description = "Name or id of a connection.", examples = "azure-production")
                String connection) {}

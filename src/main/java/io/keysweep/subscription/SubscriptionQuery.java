package io.keysweep.subscription;

import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;

/** What a list of subscriptions may be narrowed by; repeated values mean any of them. */
public record SubscriptionQuery(
        @RestQuery List<String> id, @RestQuery List<String> subscriptionId, @RestQuery List<String> displayName) {}

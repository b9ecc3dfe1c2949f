package io.keysweep.subscription;

import io.keysweep.account.AccountDatabase;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.listing.Conditions;
import io.keysweep.listing.ListedRepository;
import io.keysweep.listing.SortOrder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Queries on subscriptions, each bound to an account. */
@ApplicationScoped
class SubscriptionRepository implements ListedRepository<Subscription> {

    private static final String VISIBLE =
            "exists (select 1 from Vault v where v.account = s.account and v.subscriptionId = s.subscriptionId and v.id in %s)";

    private static final Map<String, String> SORTABLE = Map.of(
            "subscription_id", "s.subscriptionId",
            "createdAt", "s.createdAt",
            "updatedAt", "s.updatedAt",
            "displayName", "s.displayName");

    private static final String DELETE =
            """
            DELETE FROM subscription s WHERE s.account = $1 AND s.id = $2
            AND NOT EXISTS (SELECT FROM vault v WHERE v.account = s.account AND v.subscription_id = s.subscription_id)""";

    private final AccountDatabase database;

    SubscriptionRepository(AccountDatabase database) {
        this.database = database;
    }

    /**
     * Part of the account's subscriptions.
     *
     * @param visible the only vaults whose subscriptions may be seen, if not all
     */
    Uni<Page<Subscription>> list(
            String account, Optional<Set<UUID>> visible, SubscriptionQuery query, String sort, PageRequest page) {
        SortOrder order = SortOrder.parse(sort, SORTABLE, "s.id");
        Conditions where = conditions(account, visible, query);
        return database.read(account, () -> page("Subscription s", where, order, page));
    }

    private static Conditions conditions(String account, Optional<Set<UUID>> visible, SubscriptionQuery query) {
        Conditions conditions = new Conditions()
                .equal("s.account", account)
                .id("s.id", query.id())
                .text("s.subscriptionId", "subscriptionId", query.subscriptionId())
                .text("s.displayName", "displayName", query.displayName());
        visible.ifPresent(vaults -> {
            if (vaults.isEmpty()) {
                conditions.among("s.id", Optional.of(Set.of()));
            } else {
                conditions.matching(VISIBLE, vaults);
            }
        });
        return conditions;
    }

    /** Deletes a subscription that no vault is of; whether one was. */
    Uni<Boolean> delete(String account, UUID id) {
        return database.execute(account, DELETE, Tuple.of(account, id)).map(rows -> rows.rowCount() == 1);
    }
}

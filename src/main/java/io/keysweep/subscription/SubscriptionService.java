package io.keysweep.subscription;

import io.keysweep.auth.Caller;
import io.keysweep.azure.AzureInventory;
import io.keysweep.azure.AzureSubscription;
import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.connection.ConnectionService;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.vault.VaultAction;
import io.keysweep.vault.VaultGrantsRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Subscriptions as a caller may see them. */
@ApplicationScoped
class SubscriptionService {

    private final SubscriptionRepository subscriptions;
    private final VaultGrantsRepository grants;
    private final ConnectionService connections;
    private final AzureInventory azure;

    SubscriptionService(
            SubscriptionRepository subscriptions,
            VaultGrantsRepository grants,
            ConnectionService connections,
            AzureInventory azure) {
        this.subscriptions = subscriptions;
        this.grants = grants;
        this.connections = connections;
        this.azure = azure;
    }

    /** What Azure shows by the connection, now. */
    Uni<List<AzureSubscription>> inAzure(Caller caller, SubscriptionsRequest request) {
        if (request == null) {
            throw new BadRequestException("request body: must be a JSON object");
        }
        return connections
                .named(caller, request.connection())
                .chain(connection -> KeyVaultFailure.told(
                        azure.subscriptions(caller.account(), connection.name()), "subscriptions"));
    }

    Uni<Page<SubscriptionView>> list(Caller caller, SubscriptionQuery query, String sort, PageRequest page) {
        return grants.of(caller)
                .map(granted -> granted.vaultsAllowing(VaultAction.VIEW))
                .chain(visible -> subscriptions.list(caller.account(), visible, query, sort, page))
                .map(found -> found.map(SubscriptionView::of));
    }

    /** The subscription, or {@link NotFoundException} if there is none that the caller may see. */
    Uni<SubscriptionView> get(Caller caller, UUID id) {
        SubscriptionQuery one = new SubscriptionQuery(List.of(id.toString()), List.of(), List.of());
        return list(caller, one, null, PageRequest.ONE).map(page -> {
            if (page.resources().isEmpty()) {
                throw new NotFoundException("subscription: there is none of this id");
            }
            return page.resources().get(0);
        });
    }

    /** Deletes a subscription that is left over. One that vaults are of goes with the last of them. */
    Uni<Void> delete(Caller caller, UUID id) {
        return get(caller, id)
                .chain(found -> subscriptions.delete(caller.account(), id))
                .invoke(deleted -> {
                    if (!deleted) {
                        throw new ConflictException(
                                "subscription: vaults are of it; it goes with the last that is removed");
                    }
                })
                .replaceWithVoid();
    }
}

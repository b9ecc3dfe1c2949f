package io.keysweep.azure;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;

/**
 * What there is in Azure, asked of Azure Resource Manager with a connection of the account. Nothing is stored. Calls fail
 * with a {@link KeyVaultException}.
 */
public interface AzureInventory {

    /** All subscriptions that the connection may see. */
    Uni<List<AzureSubscription>> subscriptions(String account, String connection);

    /** One of them; fails with {@link KeyVaultException.NotFound} if the connection may not see it. */
    Uni<AzureSubscription> subscription(String account, String connection, String subscriptionId);

    /**
     * Some of the vaults of a subscription.
     *
     * @param limit how many at the most, 1 to 1,000
     * @param nextLink from the page before, or null for the first. It comes back from callers, so it is followed only within
     *     the subscription, and only to the resource manager of the connection's cloud
     */
    Uni<VaultPage> vaults(VaultSearch search, int limit, String nextLink);

    /** Whose vaults of which kind, and the connection to look with. */
    record VaultSearch(String account, String connection, String subscriptionId, VaultKind kind) {}

    /**
     * A part of the vaults.
     *
     * @param nextLink where the next part is; null if this is the last
     */
    record VaultPage(List<FoundVault> vaults, String nextLink) {
        public VaultPage {
            vaults = List.copyOf(vaults);
        }
    }

    /**
     * A vault that Azure has.
     *
     * @param id such as {@code /subscriptions/…/providers/Microsoft.KeyVault/vaults/name}
     * @param properties Azure's own, without access policies
     */
    record FoundVault(
            String id,
            String name,
            String type,
            String location,
            Map<String, String> tags,
            Map<String, Object> properties) {}
}

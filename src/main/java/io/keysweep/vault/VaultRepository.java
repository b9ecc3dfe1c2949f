package io.keysweep.vault;

import io.keysweep.account.AccountDatabase;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.listing.Conditions;
import io.keysweep.listing.ListedRepository;
import io.keysweep.listing.SortOrder;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Queries on vaults, each bound to an account. */
@ApplicationScoped
public class VaultRepository implements ListedRepository<Vault> {

    private static final String ONE = "account = ?1 and id = ?2";

    private static final Map<String, String> SORTABLE = Map.of(
            "azure_name", "v.azureName",
            "createdAt", "v.createdAt",
            "updatedAt", "v.updatedAt",
            "synced_at", "v.syncedAt",
            "location", "v.location",
            "subscription_id", "v.subscriptionId",
            "subscription_name", "v.subscriptionName",
            "type", "v.type");

    private final AccountDatabase database;

    VaultRepository(AccountDatabase database) {
        this.database = database;
    }

    /** Whether the account has this vault. */
    public Uni<Boolean> exists(String account, UUID vaultId) {
        return database.read(account, () -> count(ONE, account, vaultId).map(count -> count > 0));
    }

    /** The account's vault of this id, or null. */
    Uni<Vault> find(String account, UUID vaultId) {
        return database.read(account, () -> find(ONE, account, vaultId).firstResult());
    }

    /** The account's vault of this full name, or null. */
    Uni<Vault> named(String account, String fullName) {
        return database.read(
                account, () -> find("account = ?1 and concat(azureName, '::', subscriptionId) = ?2", account, fullName)
                        .firstResult());
    }

    /**
     * Part of the account's vaults.
     *
     * @param visible the only ones that may be seen, if not all
     */
    Uni<Page<Vault>> list(
            String account, Optional<Set<UUID>> visible, VaultQuery query, String sort, PageRequest page) {
        SortOrder order = SortOrder.parse(sort, SORTABLE, "v.id");
        Conditions where = conditions(account, visible, query);
        return database.read(account, () -> page("Vault v", where, order, page));
    }

    private static Conditions conditions(String account, Optional<Set<UUID>> visible, VaultQuery query) {
        return new Conditions()
                .equal("v.account", account)
                .among("v.id", visible)
                .id("v.id", query.id())
                .text("concat(v.azureName, '::', v.subscriptionId)", "name", query.name())
                .text("v.location", "location", query.location())
                .text("v.cloudName", "cloud_name", query.cloudName())
                .text("v.subscriptionId", "subscription_id", query.subscriptionId())
                .text("v.subscriptionName", "subscription_name", query.subscriptionName())
                .absent(query.jobConfigId())
                .text("v.type", "type", query.type());
    }
}

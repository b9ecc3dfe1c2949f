package io.keysweep.connection;

import io.keysweep.account.AccountDatabase;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.listing.Conditions;
import io.keysweep.listing.ListedRepository;
import io.keysweep.listing.SortOrder;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;

/** Queries on connections, each bound to an account. */
@ApplicationScoped
class ConnectionRepository implements ListedRepository<AzureConnection> {

    private static final Map<String, String> SORTABLE = Map.of(
            "name", "c.name",
            "createdAt", "c.createdAt",
            "updatedAt", "c.updatedAt",
            "cloud_name", "c.cloudName");

    private final AccountDatabase database;

    ConnectionRepository(AccountDatabase database) {
        this.database = database;
    }

    /** The account's connection of this id, or null. */
    Uni<AzureConnection> find(String account, UUID id) {
        return database.read(
                account, () -> find("account = ?1 and id = ?2", account, id).firstResult());
    }

    /** The account's connection of this name, or of this id, or null. */
    Uni<AzureConnection> named(String account, String name, UUID id) {
        return database.read(account, () -> find(
                        "account = ?1 and (name = ?2 or id = ?3) order by case when name = ?2 then 0 else 1 end",
                        account,
                        name,
                        id)
                .firstResult());
    }

    /** Part of the account's connections. */
    Uni<Page<AzureConnection>> list(String account, ConnectionQuery query, String sort, PageRequest page) {
        SortOrder order = SortOrder.parse(sort, SORTABLE, "c.id");
        Conditions where = conditions(account, query);
        return database.read(account, () -> page("AzureConnection c", where, order, page));
    }

    private static Conditions conditions(String account, ConnectionQuery query) {
        return new Conditions()
                .equal("c.account", account)
                .id("c.id", query.id())
                .text("c.name", "name", query.name())
                .text("c.cloudName", "cloud_name", query.cloudName())
                .text("c.authType", "auth_type", query.authType());
    }
}

package io.keysweep.vault;

import io.keysweep.auth.Caller;
import io.keysweep.azure.AzureInventory;
import io.keysweep.azure.AzureInventory.VaultSearch;
import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.azure.VaultKind;
import io.keysweep.connection.ConnectionService;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.http.Texts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What administrators do with vaults. */
@ApplicationScoped
class VaultAdministration {

    private static final Logger LOGGER = Logger.getLogger(VaultAdministration.class);
    private static final int SEARCH_DEFAULT = 10;
    private static final int SEARCH_MAXIMUM = 1_000;
    private static final int GRANTEE_MAXIMUM = 255;

    private final VaultService vaults;
    private final AddVaultsRepository additions;
    private final VaultChangeRepository changes;
    private final VaultAclRepository acls;
    private final NewVaults reader;
    private final ConnectionService connections;
    private final AzureInventory azure;

    VaultAdministration(
            VaultService vaults,
            AddVaultsRepository additions,
            VaultChangeRepository changes,
            VaultAclRepository acls,
            NewVaults reader,
            ConnectionService connections,
            AzureInventory azure) {
        this.vaults = vaults;
        this.additions = additions;
        this.changes = changes;
        this.acls = acls;
        this.reader = reader;
        this.connections = connections;
        this.azure = azure;
    }

    /** A page of the vaults that Azure has, now. */
    Uni<FoundVaultsView> find(Caller caller, VaultKind kind, VaultSearchRequest request) {
        VaultSearchRequest asked = required(request);
        int limit = Objects.requireNonNullElse(asked.limit(), SEARCH_DEFAULT);
        if (limit < 1 || limit > SEARCH_MAXIMUM) {
            throw new BadRequestException("limit: must be 1 to " + SEARCH_MAXIMUM + ", is " + limit);
        }
        String next = asked.nextLink() == null || asked.nextLink().isBlank() ? null : asked.nextLink();
        String subscription = NewVaults.subscription(asked.subscriptionId());
        return connections
                .named(caller, asked.connection())
                .chain(connection -> KeyVaultFailure.told(
                        azure.vaults(
                                new VaultSearch(caller.account(), connection.name(), subscription, kind), limit, next),
                        "vaults"))
                .map(page -> FoundVaultsView.of(page, asked.connection(), asked.subscriptionId()));
    }

    /** Takes the vaults under management, all or none. Azure is asked for the subscription before anything is stored. */
    Uni<Page<VaultView>> add(Caller caller, AddVaultsRequest request) {
        AddVaultsRequest asked = required(request);
        String subscription = NewVaults.subscription(asked.subscriptionId());
        return connections
                .named(caller, asked.connection())
                .chain(connection -> add(caller, asked, subscription, connection))
                .invoke(added -> LOGGER.infof(
                        "vaults added account=%s vaults=%s by=%s", caller.account(), added, caller.subject()))
                .chain(added -> views(caller, added));
    }

    private Uni<Collection<UUID>> add(
            Caller caller, AddVaultsRequest request, String subscription, ConnectionService.Named connection) {
        List<NewVault> checked = reader.checked(request, subscription, connection.cloud());
        return KeyVaultFailure.told(
                        azure.subscription(caller.account(), connection.name(), subscription),
                        "subscription " + subscription)
                .map(found -> new AddVaultsRepository.Place(
                        caller.account(), connection.cloud(), connection.name(), subscription, found))
                .chain(place -> additions.add(place, request.cloudKeyBackupLimit(), checked))
                .map(ids -> ids.values());
    }

    private Uni<Page<VaultView>> views(Caller caller, Collection<UUID> ids) {
        List<String> texts = ids.stream().map(UUID::toString).toList();
        VaultQuery added =
                new VaultQuery(texts, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        return vaults.list(caller, added, "azure_name", PageRequest.of(0, ids.size()));
    }

    Uni<VaultView> change(Caller caller, UUID id, VaultChange change) {
        VaultChange asked = VaultChange.checked(change);
        return vaults.get(caller, id)
                .chain(before -> newConnection(caller, before, asked))
                .onItem()
                .transformToUni(name -> changes.change(caller.account(), id, name, asked.cloudKeyBackupLimit()))
                .invoke(VaultAdministration::requireThere)
                .invoke(() -> log("changed", caller, id))
                .chain(() -> vaults.get(caller, id));
    }

    private Uni<String> newConnection(Caller caller, VaultView before, VaultChange change) {
        return change.connection() == null
                ? Uni.createFrom().nullItem()
                : connections.named(caller, change.connection()).map(connection -> {
                    if (!connection.cloud().wireName().equals(before.cloudName())) {
                        throw new BadRequestException(
                                "connection: must be of the vault's cloud, " + before.cloudName());
                    }
                    return connection.name();
                });
    }

    private static void requireThere(boolean there) {
        if (!there) {
            throw new NotFoundException("vault: there is none of this id");
        }
    }

    /** Takes the vault out of management; Azure is not touched. */
    Uni<Void> remove(Caller caller, UUID id) {
        return changes.remove(caller.account(), id).invoke(() -> log("removed", caller, id));
    }

    Uni<VaultView> changeAcl(Caller caller, UUID id, AclRequest request) {
        List<AclRequest.Change> asked = required(request).acls();
        if (asked == null || asked.isEmpty() || asked.size() > AclRequest.MOST) {
            throw new BadRequestException("acls: must be 1 to " + AclRequest.MOST + " changes");
        }
        asked.forEach(VaultAdministration::check);
        return acls.change(caller.account(), id, asked)
                .invoke(() -> log("acl changed", caller, id))
                .chain(() -> vaults.get(caller, id));
    }

    private static void check(AclRequest.Change change) {
        if (change == null || (change.userId() == null) == (change.group() == null)) {
            throw new BadRequestException("acls: each must have one of user_id and group");
        }
        if (Texts.checked("acls: user_id and group", change.grantee(), GRANTEE_MAXIMUM)
                .isBlank()) {
            throw new BadRequestException("acls: user_id and group must not be blank");
        }
        if (change.permit() == null) {
            throw new BadRequestException("acls.permit: must be true or false");
        }
        if (change.actions() == null || change.actions().isEmpty()) {
            throw new BadRequestException("acls.actions: must name actions");
        }
        AclActions.checkKnown("acls.actions", change.actions());
    }

    private static <T> T required(T request) {
        if (request == null) {
            throw new BadRequestException("request body: must be a JSON object");
        }
        return request;
    }

    private static void log(String what, Caller caller, UUID id) {
        LOGGER.infof("vault %s account=%s vault=%s by=%s", what, caller.account(), id, caller.subject());
    }
}

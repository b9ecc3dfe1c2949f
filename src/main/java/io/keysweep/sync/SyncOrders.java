package io.keysweep.sync;

import io.keysweep.auth.Caller;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.ForbiddenException;
import io.keysweep.http.NotFoundException;
import io.keysweep.vault.VaultAction;
import io.keysweep.vault.VaultGrants;
import io.keysweep.vault.VaultGrantsRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Turns what somebody asks for into what they may have, for calls and schedules alike. */
@ApplicationScoped
public class SyncOrders {

    private final VaultGrantsRepository grants;
    private final SyncVaultRepository vaults;

    SyncOrders(VaultGrantsRepository grants, SyncVaultRepository vaults) {
        this.grants = grants;
        this.vaults = vaults;
    }

    /**
     * The order that the request means now.
     *
     * @return fails with {@link BadRequestException} if it is not understood, with {@link NotFoundException} for a vault that
     *     is not there or not visible, and if all are meant and there is none; with {@link ForbiddenException} for one that
     *     the caller may see but not synchronize, or not back up if that is asked for
     */
    public Uni<SyncOrder> check(Caller caller, SyncJobRequest request) {
        VaultChoice choice = VaultChoice.of(request);
        List<VaultAction> needed = needed(request);
        return grants.of(caller).chain(granted -> vaults.find(caller.account(), choice)
                .map(found -> choice.all() ? all(granted, needed, found) : named(granted, needed, choice, found))
                .map(ids -> new SyncOrder(
                        caller.account(),
                        caller.subject(),
                        ids,
                        choice.all(),
                        Boolean.TRUE.equals(request.takeCloudKeyBackup()))));
    }

    /** Which of the vaults that the request names are none of the account's, or not clear any more. */
    public Uni<List<String>> namesOfNoVault(String account, SyncJobRequest request) {
        VaultChoice choice = VaultChoice.of(request);
        return vaults.find(account, choice).map(found -> choice.names().stream()
                .filter(name -> called(name, found).size() != 1)
                .toList());
    }

    private static List<NamedVault> called(String name, List<NamedVault> vaults) {
        return vaults.stream().filter(vault -> vault.isCalled(name)).toList();
    }

    // Backups need the same action here as when they are taken one by one.
    private static List<VaultAction> needed(SyncJobRequest request) {
        return Boolean.TRUE.equals(request.takeCloudKeyBackup())
                ? List.of(VaultAction.KEY_SYNCHRONIZE, VaultAction.KEY_CREATE)
                : List.of(VaultAction.KEY_SYNCHRONIZE);
    }

    private static List<UUID> all(VaultGrants granted, List<VaultAction> needed, List<NamedVault> found) {
        List<UUID> ids = found.stream()
                .map(NamedVault::id)
                .filter(id -> granted.allow(id, VaultAction.VIEW)
                        && needed.stream().allMatch(action -> granted.allow(id, action)))
                .toList();
        if (ids.isEmpty()) {
            throw new NotFoundException("synchronize_all: there is no vault in which you have the actions "
                    + needed.stream().map(VaultAction::wireName).collect(Collectors.joining(" and ")));
        }
        return ids;
    }

    private static List<UUID> named(
            VaultGrants granted, List<VaultAction> needed, VaultChoice choice, List<NamedVault> found) {
        List<NamedVault> visible = found.stream()
                .filter(vault -> granted.allow(vault.id(), VaultAction.VIEW))
                .toList();
        return choice.names().stream()
                .map(name -> permitted(granted, needed, only(name, visible)))
                .distinct()
                .toList();
    }

    private static NamedVault only(String name, List<NamedVault> visible) {
        List<NamedVault> meant = called(name, visible);
        if (meant.isEmpty()) {
            throw new NotFoundException("key_vaults: there is no vault " + name);
        }
        if (meant.size() > 1) {
            throw new BadRequestException("key_vaults: " + name + " names " + meant.size()
                    + " vaults; add the subscription, such as " + meant.get(0).fullName());
        }
        return meant.get(0);
    }

    private static UUID permitted(VaultGrants granted, List<VaultAction> needed, NamedVault vault) {
        for (VaultAction action : needed) {
            if (!granted.allow(vault.id(), action)) {
                throw new ForbiddenException(
                        "vault " + vault.fullName() + ": its ACL does not grant you the action " + action.wireName());
            }
        }
        return vault.id();
    }
}

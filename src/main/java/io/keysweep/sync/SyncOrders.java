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
     *     the caller may see but not synchronize
     */
    public Uni<SyncOrder> check(Caller caller, SyncJobRequest request) {
        VaultChoice choice = VaultChoice.of(request);
        return grants.of(caller).chain(granted -> vaults.find(caller.account(), choice)
                .map(found -> choice.all() ? all(granted, found) : named(granted, choice, found))
                .map(ids -> new SyncOrder(
                        caller.account(),
                        caller.subject(),
                        ids,
                        choice.all(),
                        Boolean.TRUE.equals(request.takeCloudKeyBackup()))));
    }

    private static List<UUID> all(VaultGrants granted, List<NamedVault> found) {
        List<UUID> ids = found.stream()
                .map(NamedVault::id)
                .filter(id -> granted.allow(id, VaultAction.VIEW) && granted.allow(id, VaultAction.KEY_SYNCHRONIZE))
                .toList();
        if (ids.isEmpty()) {
            throw new NotFoundException("synchronize_all: there is no vault that you may synchronize");
        }
        return ids;
    }

    private static List<UUID> named(VaultGrants granted, VaultChoice choice, List<NamedVault> found) {
        List<NamedVault> visible = found.stream()
                .filter(vault -> granted.allow(vault.id(), VaultAction.VIEW))
                .toList();
        return choice.names().stream()
                .map(name -> permitted(granted, only(name, visible)))
                .distinct()
                .toList();
    }

    private static NamedVault only(String name, List<NamedVault> visible) {
        List<NamedVault> meant =
                visible.stream().filter(vault -> vault.isCalled(name)).toList();
        if (meant.isEmpty()) {
            throw new NotFoundException("key_vaults: there is no vault " + name);
        }
        if (meant.size() > 1) {
            throw new BadRequestException("key_vaults: " + name + " names " + meant.size()
                    + " vaults; add the subscription, such as " + meant.get(0).fullName());
        }
        return meant.get(0);
    }

    private static UUID permitted(VaultGrants granted, NamedVault vault) {
        if (!granted.allow(vault.id(), VaultAction.KEY_SYNCHRONIZE)) {
            throw new ForbiddenException("vault " + vault.fullName() + ": its ACL does not grant you the action "
                    + VaultAction.KEY_SYNCHRONIZE.wireName());
        }
        return vault.id();
    }
}

package io.keysweep.vault;

import io.keysweep.auth.Caller;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Vaults as a caller may see them. */
@ApplicationScoped
class VaultService {

    private final VaultRepository vaults;
    private final VaultGrantsRepository grants;

    VaultService(VaultRepository vaults, VaultGrantsRepository grants) {
        this.vaults = vaults;
        this.grants = grants;
    }

    /** The vaults that the caller may see. */
    Uni<Page<VaultView>> list(Caller caller, VaultQuery query, String sort, PageRequest page) {
        return grants.of(caller)
                .map(granted -> granted.vaultsAllowing(VaultAction.VIEW))
                .chain(visible -> vaults.list(caller.account(), visible, query, sort, page))
                .chain(found -> withAcls(caller, found));
    }

    private Uni<Page<VaultView>> withAcls(Caller caller, Page<Vault> found) {
        List<UUID> ids = found.resources().stream().map(vault -> vault.id).toList();
        return grants.entries(caller.account(), ids).map(acls -> found.map(vault -> VaultView.of(vault, acls)));
    }

    /** The vault, or {@link NotFoundException} if there is none that the caller may see. */
    Uni<VaultView> get(Caller caller, UUID vaultId) {
        return grants.of(caller)
                .chain(granted -> visible(caller, granted, vaultId))
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("vault: there is none of this id"))
                .chain(vault -> withAcl(caller, vault));
    }

    private Uni<Vault> visible(Caller caller, VaultGrants granted, UUID vaultId) {
        return granted.allow(vaultId, VaultAction.VIEW)
                ? vaults.find(caller.account(), vaultId)
                : Uni.createFrom().nullItem();
    }

    private Uni<VaultView> withAcl(Caller caller, Vault vault) {
        return grants.entries(caller.account(), List.of(vault.id)).map(acls -> VaultView.of(vault, acls));
    }
}

package io.keysweep.vault;

import io.keysweep.auth.Caller;
import io.keysweep.http.ForbiddenException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.ObjectId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Vaults as requests name them, by id or by full name. */
@ApplicationScoped
public class VaultDirectory {

    private final VaultRepository vaults;
    private final VaultGrantsRepository grants;

    VaultDirectory(VaultRepository vaults, VaultGrantsRepository grants) {
        this.vaults = vaults;
        this.grants = grants;
    }

    /**
     * The vault, for a use.
     *
     * @param field of the request that names it, for messages
     * @param idOrName its id, or {@code <azure name>::<subscription id>}
     * @return fails with {@link NotFoundException} if the caller may not see it, with {@link ForbiddenException} if the
     *     caller may see it, but not do this in it
     */
    public Uni<Vault> usable(Caller caller, String field, String idOrName, VaultAction action) {
        return find(caller, idOrName)
                .onItem()
                .ifNull()
                .failWith(() -> absent(field))
                .chain(vault -> grants.of(caller)
                        .invoke(granted -> require(granted, vault, field, action))
                        .replaceWith(vault));
    }

    private Uni<Vault> find(Caller caller, String idOrName) {
        return ObjectId.parse(idOrName)
                .map(id -> vaults.find(caller.account(), id))
                .orElseGet(() -> vaults.named(caller.account(), idOrName));
    }

    private static void require(VaultGrants granted, Vault vault, String field, VaultAction action) {
        if (!granted.allow(vault.id, VaultAction.VIEW)) {
            throw absent(field);
        }
        if (!granted.allow(vault.id, action)) {
            throw new ForbiddenException(
                    "vault " + vault.fullName() + ": its ACL does not grant you the action " + action.wireName());
        }
    }

    private static NotFoundException absent(String field) {
        return new NotFoundException(
                field + ": there is no vault of this id or full name (<azure name>::<subscription id>)");
    }
}

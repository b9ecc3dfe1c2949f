package io.keysweep.key;

import io.keysweep.auth.Caller;
import io.keysweep.http.ForbiddenException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.vault.VaultAction;
import io.keysweep.vault.VaultGrants;
import io.keysweep.vault.VaultGrantsRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Keys as a caller may see and use them. */
@ApplicationScoped
public class AzureKeyService {

    private final AzureKeyRepository keys;
    private final VaultGrantsRepository grants;

    AzureKeyService(AzureKeyRepository keys, VaultGrantsRepository grants) {
        this.keys = keys;
        this.grants = grants;
    }

    /** The keys that the caller may see. */
    Uni<Page<AzureKeyView>> list(Caller caller, AzureKeyQuery query, String sort, PageRequest page) {
        return grants.of(caller)
                .map(granted -> granted.vaultsAllowing(VaultAction.VIEW))
                .chain(visible -> keys.list(caller.account(), visible, query, sort, page))
                .map(found -> found.map(AzureKeyView::of));
    }

    /** The key, or {@link NotFoundException} if there is none that the caller may see. */
    public Uni<AzureKeyView> get(Caller caller, UUID keyId) {
        return visible(caller, keyId).map(AzureKeyView::of);
    }

    /** A key that the caller has just brought about, by its id; null if it is gone again. */
    public Uni<AzureKey> ofAccount(Caller caller, UUID keyId) {
        return keys.find(caller.account(), keyId);
    }

    /** The key with its vault, or {@link NotFoundException} if there is none that the caller may see. */
    public Uni<AzureKey> visible(Caller caller, UUID keyId) {
        return grants.of(caller).chain(granted -> visible(caller, granted, keyId));
    }

    /**
     * The key with its vault, for a use.
     *
     * @return fails with {@link NotFoundException} if the caller may not see it, with {@link ForbiddenException} if the
     *     caller may see it, but not do this with it
     */
    public Uni<AzureKey> usable(Caller caller, UUID keyId, VaultAction action) {
        return grants.of(caller)
                .chain(granted -> visible(caller, granted, keyId).invoke(key -> requireAction(granted, key, action)));
    }

    private Uni<AzureKey> visible(Caller caller, VaultGrants granted, UUID keyId) {
        return keys.find(caller.account(), keyId)
                .map(key -> key != null && granted.allow(key.vault.id, VaultAction.VIEW) ? key : null)
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("key: there is none of this id"));
    }

    private static void requireAction(VaultGrants granted, AzureKey key, VaultAction action) {
        if (!granted.allow(key.vault.id, action)) {
            throw new ForbiddenException(
                    "vault " + key.vault.fullName() + ": its ACL does not grant you the action " + action.wireName());
        }
    }
}

package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.keysweep.backup.KeyBackupRepository;
import io.keysweep.http.ForbiddenException;
import io.keysweep.http.NotFoundException;
import io.keysweep.key.AzureKeyRepository;
import io.keysweep.vault.VaultAction;
import io.keysweep.vault.VaultGrants;
import io.keysweep.vault.VaultGrantsRepository;
import io.keysweep.vault.VaultRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whether a caller may delete what a selection picks. Settled once, when the job is accepted: a right that is taken away
 * later does not stop a job that runs; cancel does.
 */
@ApplicationScoped
class SelectionRights {

    private final VaultGrantsRepository grants;
    private final VaultRepository vaults;
    private final AzureKeyRepository keys;
    private final KeyBackupRepository backups;

    SelectionRights(
            VaultGrantsRepository grants,
            VaultRepository vaults,
            AzureKeyRepository keys,
            KeyBackupRepository backups) {
        this.grants = grants;
        this.vaults = vaults;
        this.keys = keys;
        this.backups = backups;
    }

    /**
     * Fails with {@link NotFoundException} for a vault or key that is not there or not visible to the caller, and with
     * {@link ForbiddenException} where the caller may look but not delete. A backup that is not there or not visible is no
     * error: the job will say so.
     */
    Uni<PermittedSelection> permit(Caller caller, Selection selection) {
        return grants.of(caller).chain(granted -> switch (selection.scope()) {
            case VAULT -> permitVault(caller, granted, selection);
            case KEY, KEYS -> permitKeys(caller, granted, selection);
            case BACKUPS -> permitBackups(caller, granted, selection);
        });
    }

    private Uni<PermittedSelection> permitVault(Caller caller, VaultGrants granted, Selection selection) {
        UUID vaultId = selection.ids().get(0);
        return vaults.exists(caller.account(), vaultId).map(exists -> {
            if (!exists || !granted.allow(vaultId, VaultAction.VIEW)) {
                throw new NotFoundException("vault_id: there is no vault " + vaultId);
            }
            checkDelete(granted, Set.of(vaultId));
            return new PermittedSelection(selection, Optional.empty());
        });
    }

    private Uni<PermittedSelection> permitKeys(Caller caller, VaultGrants granted, Selection selection) {
        return keys.vaultsOf(caller.account(), selection.ids()).map(vaultOfKey -> {
            List<UUID> unseen = selection.ids().stream()
                    .filter(id -> !sees(granted, vaultOfKey.get(id)))
                    .toList();
            if (!unseen.isEmpty()) {
                throw new NotFoundException(selection.scope().wireName() + ": there is no key " + unseen.get(0)
                        + (unseen.size() == 1 ? "" : ", and " + (unseen.size() - 1) + " more are missing"));
            }
            checkDelete(granted, vaultOfKey.values());
            return new PermittedSelection(selection, Optional.empty());
        });
    }

    private Uni<PermittedSelection> permitBackups(Caller caller, VaultGrants granted, Selection selection) {
        Optional<Set<UUID>> visible = granted.vaultsAllowing(VaultAction.VIEW);
        if (visible.isEmpty()) {
            return Uni.createFrom().item(new PermittedSelection(selection, Optional.empty()));
        }
        return backups.vaultsOf(caller.account(), selection.ids())
                .map(vaultOfBackup -> permitVisible(granted, selection, vaultOfBackup, visible.get()));
    }

    private static PermittedSelection permitVisible(
            VaultGrants granted, Selection selection, Map<UUID, UUID> vaultOfBackup, Set<UUID> visible) {
        checkDelete(
                granted,
                vaultOfBackup.values().stream().filter(visible::contains).toList());
        return new PermittedSelection(selection, granted.vaultsAllowing(VaultAction.DELETE_BACKUP));
    }

    private static boolean sees(VaultGrants granted, UUID vaultId) {
        return vaultId != null && granted.allow(vaultId, VaultAction.VIEW);
    }

    private static void checkDelete(VaultGrants granted, Collection<UUID> vaultIds) {
        vaultIds.stream()
                .filter(id -> !granted.allow(id, VaultAction.DELETE_BACKUP))
                .findFirst()
                .ifPresent(id -> {
                    throw new ForbiddenException(
                            "needs the action " + VaultAction.DELETE_BACKUP.wireName() + " in the ACL of vault " + id);
                });
    }
}

package io.keysweep.vault;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a caller may do in the vaults of the caller's own account, as of one moment. It says nothing of vaults of other
 * accounts: every query is bound to the account besides.
 *
 * @param everywhere an administrator: everything, in every vault of the account
 * @param actions for others: the wire names of the actions granted, by vault
 */
public record VaultGrants(boolean everywhere, Map<UUID, Set<String>> actions) {

    public VaultGrants {
        actions = Map.copyOf(actions);
    }

    /** Whether the caller may do it in the vault. */
    public boolean allow(UUID vaultId, VaultAction action) {
        return everywhere || actions.getOrDefault(vaultId, Set.of()).contains(action.wireName());
    }

    /** The vaults where the caller may do it; empty for "all of the account", never for "none". */
    public Optional<Set<UUID>> vaultsAllowing(VaultAction action) {
        if (everywhere) {
            return Optional.empty();
        }
        return Optional.of(actions.entrySet().stream()
                .filter(entry -> entry.getValue().contains(action.wireName()))
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toUnmodifiableSet()));
    }
}

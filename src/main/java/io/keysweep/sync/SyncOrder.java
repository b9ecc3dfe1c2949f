package io.keysweep.sync;

import java.util.List;
import java.util.UUID;

/**
 * A synchronization whose requester may have it.
 *
 * @param vaultIds the vaults, 1 or more, none twice
 * @param all whether they were asked for as all
 */
public record SyncOrder(
        String account, String createdBy, List<UUID> vaultIds, boolean all, boolean takeCloudKeyBackup) {

    public SyncOrder {
        vaultIds = List.copyOf(vaultIds);
    }
}

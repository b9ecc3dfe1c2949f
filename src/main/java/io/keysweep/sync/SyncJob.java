package io.keysweep.sync;

import io.keysweep.sweep.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A synchronization as it was at one moment.
 *
 * @param state the value of {@code bulk_job.state}
 * @param keyVaults full names of the vaults, ids of those that were removed since; not more than are worth repeating
 */
record SyncJob(
        UUID id,
        String account,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> completedAt,
        String state,
        boolean abort,
        List<String> keyVaults,
        boolean synchronizeAll,
        boolean takeCloudKeyBackup,
        SyncCounts counts,
        Optional<String> error) {

    String overallStatus() {
        return JobState.of(state).overallStatus();
    }

    /** The share of the vaults that are done, 0 to 1. */
    double progress() {
        return state.equals("completed") && !abort ? 1 : (double) counts.vaultsDone() / counts.vaults();
    }
}

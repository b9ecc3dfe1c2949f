package io.keysweep.sync;

import io.keysweep.azure.VaultRef;
import io.keysweep.sweep.SliceLease;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A step that is about to be made: where the slice stands, under the lease. Times are the database's, which has microseconds
 * of them; they go back to it as they came.
 *
 * @param continuation where in the phase; null at its beginning
 * @param startedAt before this run of the vault asked Azure for anything
 * @param openedAt before this step asks Azure for anything: what was written later is newer than what Azure answers now
 * @param softDelete whether Azure has a list of soft-deleted keys of the vault
 * @param backUp whether each key is to be backed up
 * @param configId only keys that this schedule backs up; null for all that this run saw
 */
record VaultStep(
        SliceLease lease,
        String account,
        UUID vaultId,
        String vaultName,
        VaultRef vault,
        Phase phase,
        String continuation,
        OffsetDateTime startedAt,
        OffsetDateTime openedAt,
        boolean softDelete,
        boolean backUp,
        UUID configId) {}

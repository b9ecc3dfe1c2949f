package io.keysweep.sync;

import io.keysweep.azure.KeyPage;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.VaultRef;
import io.keysweep.sweep.SliceLease;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * A step that is about to be made: where the slice stands, under the lease. Times are the database's, which has microseconds
 * of them; they go back to it as they came.
 *
 * @param continuation where in the phase; null at its beginning
 * @param failures how often in a row a step has failed here
 * @param chunks how many steps and failures are on record
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
        int failures,
        int chunks,
        OffsetDateTime startedAt,
        OffsetDateTime openedAt,
        boolean softDelete,
        boolean backUp,
        UUID configId) {

    // A million keys, were none of them refused.
    private static final int MOST_STEPS = 40_000;

    /**
     * Where the list goes on after that page; empty at its end.
     *
     * @throws KeyVaultException.Refused if it does not go on but round
     */
    Optional<String> following(KeyPage page) {
        page.next().ifPresent(this::requireOnward);
        return page.next();
    }

    private void requireOnward(String link) {
        if (link.equals(continuation) || chunks >= MOST_STEPS) {
            throw new KeyVaultException.Refused("the vault's list of keys has no end: after " + chunks + " steps it "
                    + (link.equals(continuation) ? "leads back to the page that it is on" : "still goes on"));
        }
    }
}

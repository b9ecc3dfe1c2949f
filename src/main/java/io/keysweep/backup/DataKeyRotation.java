package io.keysweep.backup;

import io.keysweep.backup.ReEncryptionRepository.Found;
import io.keysweep.backup.ReEncryptionRepository.Step;
import io.keysweep.encryption.UnwrapException;
import io.keysweep.rotation.RotationTarget;
import io.keysweep.rotation.RotationWork;
import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.SliceLease;
import io.keysweep.sweep.SuccessCounter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Encrypts the blobs of a vault under fresh data keys, in the order of their creation. The old data keys are retired first,
 * so that nothing new comes under them; what was on its way meanwhile is found at the end.
 */
@Singleton
class DataKeyRotation extends RotationTarget {

    private final ReEncryptionRepository backups;
    private final BlobCipher cipher;
    private final DataKeys dataKeys;

    DataKeyRotation(RotationWork work, ReEncryptionRepository backups, BlobCipher cipher, DataKeys dataKeys) {
        super(
                work,
                RotationWork.DATA_KEYS,
                new SuccessCounter("keysweep.backups.reencrypted", "Backups re-encrypted by rotations of data keys"),
                "re-encrypt");
        this.backups = backups;
        this.cipher = cipher;
        this.dataKeys = dataKeys;
    }

    @Override
    public Uni<ChunkResult> sweepNext(SliceLease lease, int size) {
        return backups.open(lease)
                .chain(step ->
                        step.isEmpty() ? Uni.createFrom().item(new ChunkResult.LeaseLost()) : run(step.get(), size));
    }

    private Uni<ChunkResult> run(Step step, int size) {
        return backups.retire(step).chain(() -> backups.next(step, size)).chain(batch -> reseal(step, batch.found())
                .chain(resealed -> backups.record(step, batch, resealed)));
    }

    private Uni<List<Resealed>> reseal(Step step, List<Found> found) {
        return Multi.createFrom()
                .iterable(found)
                .onItem()
                .transformToUniAndConcatenate(one -> reseal(step, one))
                .collect()
                .asList();
    }

    private Uni<Resealed> reseal(Step step, Found found) {
        SealedBlob stored = found.blob();
        return cipher.open(stored)
                .chain(blob -> dataKeys.ofMonth(stored.account(), step.vaultId(), found.month())
                        .chain(fresh -> cipher.seal(stored.backupId(), stored.account(), fresh, blob)))
                .map(anew -> new Resealed(stored, anew, null))
                .onFailure(UnwrapException.class)
                .recoverWithItem(failure -> new Resealed(stored, null, failure.getMessage()));
    }

    @Override
    public Uni<Integer> cutStragglers(JobLease lease) {
        return backups.reopen(lease);
    }
}

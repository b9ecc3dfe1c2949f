package io.keysweep.rotation;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.encryption.UnwrapException;
import io.keysweep.encryption.WrappingKey;
import io.keysweep.rotation.RewrapRepository.Step;
import io.keysweep.rotation.RewrapRepository.Stored;
import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.SliceLease;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Wraps anew what another wrapping key, or another version of it, wrapped. */
@Singleton
class WrappingKeyRotation extends RotationTarget {

    static final String OPERATION = "rotate-wrapping-key";

    private final RewrapRepository keys;
    private final WrappingKey wrappingKey;
    private final RotationConfig config;

    WrappingKeyRotation(RotationWork work, RewrapRepository keys, WrappingKey wrappingKey, RotationConfig config) {
        super(work, OPERATION, "keysweep.keys.rewrapped", "rewrap");
        this.keys = keys;
        this.wrappingKey = wrappingKey;
        this.config = config;
    }

    @Override
    public Uni<ChunkResult> sweepNext(SliceLease lease, int size) {
        return keys.open(lease)
                .chain(step -> step.isEmpty() ? Uni.createFrom().item(new ChunkResult.LeaseLost()) : run(step.get()));
    }

    private Uni<ChunkResult> run(Step step) {
        return wrappingKey.current().chain(current -> keys.next(step, current)).chain(found -> rewrap(found)
                .chain(rewrapped -> keys.record(step, found, rewrapped)));
    }

    private Uni<List<Rewrapped>> rewrap(List<Stored> found) {
        return Multi.createFrom()
                .iterable(found)
                .onItem()
                .transformToUni(this::rewrap)
                .merge(config.callsPerStep())
                .collect()
                .asList();
    }

    private Uni<Rewrapped> rewrap(Stored stored) {
        return wrappingKey
                .rewrap(stored.wrapped(), stored.purpose())
                .map(anew -> new Rewrapped(stored, anew, null))
                .onFailure(WrappingKeyRotation::concernsTheKey)
                .recoverWithItem(failure -> new Rewrapped(stored, null, failure.getMessage()));
    }

    // Such as a version that was disabled before everything was taken off it.
    private static boolean concernsTheKey(Throwable failure) {
        return failure instanceof UnwrapException || failure instanceof KeyVaultException.Denied;
    }

    /** What is wrapped while the job runs is wrapped by the key of now. */
    @Override
    public Uni<Integer> cutStragglers(JobLease lease) {
        return Uni.createFrom().item(0);
    }
}

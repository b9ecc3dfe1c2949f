package io.keysweep.rotation;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.encryption.RetiredKeyException;
import io.keysweep.encryption.UnwrapException;
import io.keysweep.encryption.WrappingKey;
import io.keysweep.rotation.RewrapRepository.Step;
import io.keysweep.rotation.RewrapRepository.Stored;
import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.SliceLease;
import io.keysweep.sweep.SuccessCounter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Wraps anew what another wrapping key, or another version of it, wrapped. */
@Singleton
class WrappingKeyRotation extends RotationTarget {

    static final String OPERATION = "rotate-wrapping-key";

    // No wrapping key has this name: everything is under another one.
    private static final String NOT_KNOWN = "";

    private final RewrapRepository keys;
    private final RetirementRepository retirement;
    private final WrappingKey wrappingKey;
    private final RotationConfig config;

    WrappingKeyRotation(
            RotationWork work,
            RewrapRepository keys,
            RetirementRepository retirement,
            WrappingKey wrappingKey,
            RotationConfig config) {
        super(
                work,
                OPERATION,
                new SuccessCounter("keysweep.keys.rewrapped", "Secrets wrapped anew by rotations of the wrapping key"),
                "rewrap");
        this.keys = keys;
        this.retirement = retirement;
        this.wrappingKey = wrappingKey;
        this.config = config;
    }

    @Override
    public Uni<ChunkResult> sweepNext(SliceLease lease, int size) {
        return keys.open(lease)
                .chain(step -> step.isEmpty() ? Uni.createFrom().item(new ChunkResult.LeaseLost()) : run(step.get()));
    }

    private Uni<ChunkResult> run(Step step) {
        return inForce().chain(current -> keys.next(step, current)).chain(batch -> rewrap(batch.keys())
                .chain(rewrapped -> keys.record(step, batch, rewrapped)));
    }

    // A replica whose settings are those of before would take everything back to the old key.
    private Uni<String> inForce() {
        return wrappingKey
                .current()
                .chain(current -> retirement.retired(current).map(retired -> {
                    if (retired) {
                        throw RetiredKeyException.here(current);
                    }
                    return current;
                }));
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

    /**
     * What was wrapped by another key before, and stored behind the cursor. If nobody can tell what the key of now is, the
     * slice is opened again: it has the patience to wait for Azure.
     */
    @Override
    public Uni<Integer> cutStragglers(JobLease lease) {
        return inForce()
                .onFailure(WrappingKeyRotation::concernsThisReplica)
                .recoverWithItem(NOT_KNOWN)
                .chain(current -> keys.reopen(lease, current));
    }

    private static boolean concernsThisReplica(Throwable failure) {
        return failure instanceof KeyVaultException || failure instanceof RetiredKeyException;
    }
}

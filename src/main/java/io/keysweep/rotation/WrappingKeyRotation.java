package io.keysweep.rotation;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.encryption.UnwrapException;
import io.keysweep.encryption.WrappingKey;
import io.keysweep.rotation.RewrapRepository.Step;
import io.keysweep.rotation.RewrapRepository.Stored;
import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.PlanStep;
import io.keysweep.sweep.SliceLease;
import io.keysweep.sweep.SweepTarget;
import io.keysweep.sweep.SweepTerms;
import io.keysweep.sweep.Verdict;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Wraps anew what another wrapping key, or another version of it, wrapped. */
@Singleton
class WrappingKeyRotation implements SweepTarget {

    static final String OPERATION = "rotate-wrapping-key";

    private final RotationWork work;
    private final RewrapRepository keys;
    private final WrappingKey wrappingKey;
    private final RotationConfig config;
    private final SweepTerms terms;

    WrappingKeyRotation(RotationWork work, RewrapRepository keys, WrappingKey wrappingKey, RotationConfig config) {
        this.work = work;
        this.keys = keys;
        this.wrappingKey = wrappingKey;
        this.config = config;
        this.terms = work.terms(OPERATION, "keysweep.keys.rewrapped");
    }

    @Override
    public SweepTerms terms() {
        return terms;
    }

    @Override
    public Verdict judge(Throwable failure) {
        return work.judge(failure);
    }

    @Override
    public Uni<PlanStep> cutNext(JobLease lease) {
        return work.cut(lease, "rewrap");
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

    /** Never asked: no failure of a step is put down to one item. */
    @Override
    public Uni<Optional<UUID>> peekNext(SliceLease lease) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<OptionalLong> skipNext(SliceLease lease, UUID id, String error) {
        return Uni.createFrom().item(OptionalLong.empty());
    }

    /** What is wrapped while the job runs is wrapped by the key of now. */
    @Override
    public Uni<Integer> cutStragglers(JobLease lease) {
        return Uni.createFrom().item(0);
    }

    @Override
    public Uni<Optional<String>> failure(JobLease lease) {
        return work.failure(lease);
    }
}

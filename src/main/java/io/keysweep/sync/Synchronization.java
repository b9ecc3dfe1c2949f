package io.keysweep.sync;

import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.PlanStep;
import io.keysweep.sweep.SliceLease;
import io.keysweep.sweep.SweepTarget;
import io.keysweep.sweep.SweepTerms;
import io.keysweep.sweep.Verdict;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Keys of vaults as what the engine works on: what Azure has of them is put on record, and then, if that was asked for, backed
 * up.
 */
@ApplicationScoped
class Synchronization implements SweepTarget {

    static final String OPERATION = "synchronize-keys";

    private final VaultWork work;

    Synchronization(VaultWork work) {
        this.work = work;
    }

    @Override
    public SweepTerms terms() {
        return work.terms(OPERATION, "keysweep.keys.synchronized");
    }

    @Override
    public Verdict judge(Throwable failure) {
        return VaultFaults.judge(failure);
    }

    @Override
    public Uni<PlanStep> cutNext(JobLease lease) {
        return work.cut(lease, Phase.LIVE);
    }

    /** A step has the size that Azure's pages have. */
    @Override
    public Uni<ChunkResult> sweepNext(SliceLease lease, int size) {
        return work.step(lease);
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

    /** What comes to be while a job runs is the next one's. */
    @Override
    public Uni<Integer> cutStragglers(JobLease lease) {
        return Uni.createFrom().item(0);
    }

    @Override
    public Uni<Optional<String>> failure(JobLease lease) {
        return work.failure(lease);
    }
}

package io.keysweep.sync;

import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.PlanStep;
import io.keysweep.sweep.SliceLease;
import io.keysweep.sweep.SuccessCounter;
import io.keysweep.sweep.SweepTarget;
import io.keysweep.sweep.SweepTerms;
import io.keysweep.sweep.Verdict;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** What the operations that go through vaults have in common: a slice is a vault, and a step asks Azure. */
abstract class VaultSweep implements SweepTarget {

    private final VaultWork work;
    private final SweepTerms terms;
    private final Phase firstPhase;

    /**
     * One operation.
     *
     * @param counter what its successes are counted by
     * @param firstPhase where each vault begins
     */
    VaultSweep(VaultWork work, String operation, SuccessCounter counter, Phase firstPhase) {
        this.work = work;
        this.terms = work.terms(operation, counter);
        this.firstPhase = firstPhase;
    }

    @Override
    public SweepTerms terms() {
        return terms;
    }

    @Override
    public Verdict judge(Throwable failure) {
        return VaultFaults.judge(failure);
    }

    @Override
    public Uni<PlanStep> cutNext(JobLease lease) {
        return work.cut(lease, firstPhase);
    }

    /** A step has the size that Azure's pages have. */
    @Override
    public Uni<ChunkResult> sweepNext(SliceLease lease, int size) {
        return work.step(lease);
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

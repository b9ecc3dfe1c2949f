package io.keysweep.rotation;

import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.PlanStep;
import io.keysweep.sweep.SuccessCounter;
import io.keysweep.sweep.SweepTarget;
import io.keysweep.sweep.SweepTerms;
import io.keysweep.sweep.Verdict;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** A level of rotation as the engine knows it: what both have in common, with a slice for each thing that a job is about. */
public abstract class RotationTarget implements SweepTarget {

    private final RotationWork work;
    private final SweepTerms terms;
    private final String phase;

    /**
     * One level.
     *
     * @param counter what its successes are counted by
     * @param phase what is done with each slice
     */
    protected RotationTarget(RotationWork work, String operation, SuccessCounter counter, String phase) {
        this.work = work;
        this.terms = work.terms(operation, counter);
        this.phase = phase;
    }

    @Override
    public final SweepTerms terms() {
        return terms;
    }

    @Override
    public final Verdict judge(Throwable failure) {
        return work.judge(failure);
    }

    @Override
    public final Uni<PlanStep> cutNext(JobLease lease) {
        return work.cut(lease, phase);
    }

    @Override
    public final Uni<Optional<String>> failure(JobLease lease) {
        return work.failure(lease);
    }
}

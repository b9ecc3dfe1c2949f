package io.keysweep.sweep;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Sweeps claimed slices; what each run remembers is a {@link SliceRun} of its own. */
@Singleton
class SliceRunner {

    private final SliceLeaseRepository repository;
    private final SweepTargets targets;
    private final JobRunner jobs;
    private final SweepMetrics metrics;
    private final SweepConfig config;
    private final Retry retry;
    private final Stopping stopping;

    SliceRunner(
            SliceLeaseRepository repository,
            SweepTargets targets,
            JobRunner jobs,
            SweepMetrics metrics,
            SweepConfig config,
            Retry retry,
            Stopping stopping) {
        this.repository = repository;
        this.targets = targets;
        this.jobs = jobs;
        this.metrics = metrics;
        this.config = config;
        this.retry = retry;
        this.stopping = stopping;
    }

    /**
     * Sweeps the slice chunk by chunk until it is done, lost or put off, or this replica shuts down; whoever finds the
     * job swept out then finishes it. Fails only if the database cannot even take note: the lease runs out by itself.
     */
    Uni<Void> run(SliceLease lease) {
        SliceRun run = new SliceRun(lease, config, targets.of(lease), metrics);
        if (run.spent(lease.failures())) {
            return jobs.giveUp(
                    lease,
                    "slice " + lease.sliceNo() + " was given up after " + lease.failures()
                            + " tries in a row that came to nothing");
        }
        return Multi.createBy()
                .repeating()
                .uni(() -> stopping.requested() ? Uni.createFrom().item(SliceRun.Step.STOPPED) : run.next())
                .whilst(step -> step == SliceRun.Step.MORE)
                .collect()
                .last()
                .chain(step -> end(run, step));
    }

    private Uni<Void> end(SliceRun run, SliceRun.Step last) {
        SliceLease lease = run.lease();
        return switch (last) {
            case MORE -> throw new IllegalStateException("a slice run ended with " + last);
            case DONE -> jobs.finishIfSweptOut(lease.jobId());
            // The last chunk's answer may have been lost, and the slice be done without our knowing.
            case LOST -> jobs.finishIfSweptOut(lease.jobId());
            case STOPPED -> repository.giveBack(lease, run.failures()).replaceWithVoid();
            case PUT_OFF -> putOff(run);
            case HOPELESS -> jobs.giveUp(lease, run.error());
        };
    }

    private Uni<Void> putOff(SliceRun run) {
        int failures = run.failures() + 1;
        if (run.spent(failures)) {
            return jobs.giveUp(run.lease(), run.error());
        }
        Duration delay = retry.delay(failures).plus(run.retryAfter());
        run.logPutOff(failures, delay);
        metrics.backedOff();
        return repository.backOff(run.lease(), failures, delay).replaceWithVoid();
    }
}

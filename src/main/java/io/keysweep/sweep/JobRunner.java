package io.keysweep.sweep;

import io.keysweep.sweep.JobLease.Stage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Does what a job lease is for: plans, finishes or stops a job, and puts it off when the database says so. */
@Singleton
class JobRunner {

    private static final Logger LOGGER = Logger.getLogger(JobRunner.class);

    // Of planning. Jobs of any size are planned in turn: however many large ones there are, a small one waits for one
    // turn and not for their ends.
    private static final int STEPS_IN_TURN = 20;

    private final JobLeaseRepository leases;
    private final JobEndRepository ends;
    private final SliceLeaseRepository slices;
    private final SweepTargets targets;
    private final SweepMetrics metrics;
    private final Retry retry;
    private final Stopping stopping;
    private final Duration renewal;

    JobRunner(
            JobLeaseRepository leases,
            JobEndRepository ends,
            SliceLeaseRepository slices,
            SweepTargets targets,
            SweepMetrics metrics,
            Retry retry,
            Stopping stopping,
            SweepConfig config) {
        this.leases = leases;
        this.ends = ends;
        this.slices = slices;
        this.targets = targets;
        this.metrics = metrics;
        this.retry = retry;
        this.stopping = stopping;
        this.renewal = config.lease().dividedBy(3);
    }

    /**
     * Fails only if the database cannot even take note of a failure: then the lease runs out by itself.
     *
     * @param planned called after each step of planning that cut slices, for others to start on them
     */
    Uni<Void> run(JobLease lease, Runnable planned) {
        return step(lease, planned)
                .onFailure(LeaseLostException.class)
                .recoverWithUni(() -> lost(lease))
                .onFailure()
                .recoverWithUni(failure -> putOff(lease, failure));
    }

    /** Finishes the job if its slices are done and nobody else is at it. */
    Uni<Void> finishIfSweptOut(UUID jobId) {
        return leases.claimToFinish(jobId).chain(lease -> lease.isEmpty() ? nothing() : run(lease.get(), () -> {}));
    }

    /**
     * Gives the slice up, if it is still ours: depending on the operation the job of the slice ends as failed, or the slice
     * alone is recorded as failed and the job goes on. What is done is done and on record.
     */
    Uni<Void> giveUp(SliceLease slice, String error) {
        return targets.of(slice).terms().slicesFailAlone() ? failAlone(slice, error) : failJob(slice, error);
    }

    private Uni<Void> failAlone(SliceLease slice, String error) {
        return slices.fail(slice, error)
                .invoke(failed -> LOGGER.warnf(
                        "slice given up jobId=%s sliceNo=%d recorded=%s error=%s",
                        slice.jobId(), slice.sliceNo(), failed, error))
                .chain(() -> finishIfSweptOut(slice.jobId()));
    }

    private Uni<Void> failJob(SliceLease slice, String error) {
        return ends.fail(slice, error)
                .invoke(failed -> reportFailed(slice.jobId(), slice.operation(), failed, error))
                .replaceWithVoid();
    }

    private Uni<Void> giveUp(JobLease lease, String error) {
        return ends.fail(lease, error)
                .invoke(failed -> reportFailed(lease.jobId(), lease.operation(), failed, error))
                .replaceWithVoid();
    }

    private void reportFailed(UUID jobId, String operation, boolean failed, String error) {
        if (failed) {
            LOGGER.errorf("job given up jobId=%s operation=%s error=%s", jobId, operation, error);
            metrics.jobEnded(operation, "failed");
        } else {
            metrics.leaseLost();
        }
    }

    private Uni<Void> step(JobLease lease, Runnable planned) {
        if (retry.spent(lease.failures())) {
            return giveUp(lease, "given up after " + lease.failures() + " tries in a row that came to nothing");
        }
        return switch (lease.stage()) {
            case PLAN -> plan(lease, planned);
            case FINISH -> finish(lease);
            case STOP -> ends.stop(lease).invoke(ended -> report(lease, ended)).replaceWithVoid();
        };
    }

    // A cut clears the count of failures in the database; what a later one writes there must not bring it back.
    private Uni<Void> plan(JobLease lease, Runnable planned) {
        AtomicReference<JobLease> held = new AtomicReference<>(lease);
        return Multi.createBy()
                .repeating()
                .uni(() -> cut(held, planned))
                .whilst(step -> !step.complete() && !stopping.requested())
                .select()
                .first(STEPS_IN_TURN)
                .collect()
                .last()
                .chain(step -> step.complete() ? finishIfSweptOut(lease.jobId()) : giveBack(held.get()))
                .onFailure(failure -> !(failure instanceof LeaseLostException))
                .recoverWithUni(failure -> putOff(held.get(), failure));
    }

    private Uni<PlanStep> cut(AtomicReference<JobLease> held, Runnable planned) {
        JobLease lease = held.get();
        return renewing(lease, targets.of(lease).cutNext(lease))
                .invoke(step -> held.set(lease.afterProgress()))
                .invoke(step -> announce(step, planned));
    }

    // What a step reads can take longer than a lease: where all was just cleared, say, while somebody holds an old
    // snapshot.
    private Uni<PlanStep> renewing(JobLease lease, Uni<PlanStep> step) {
        return Multi.createBy()
                .merging()
                .streams(step.toMulti(), renewals(lease))
                .toUni();
    }

    /** Renews the lease for as long as somebody listens; without an item ever. */
    private Multi<PlanStep> renewals(JobLease lease) {
        return Multi.createFrom()
                .ticks()
                .startingAfter(renewal)
                .every(renewal)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick ->
                        leases.renew(lease).onFailure().recoverWithItem(false).replaceWith((PlanStep) null));
    }

    private void announce(PlanStep step, Runnable planned) {
        metrics.planned(step);
        if (step.slices() > 0) {
            planned.run();
        }
    }

    private Uni<Void> finish(JobLease lease) {
        return targets.of(lease).cutStragglers(lease).chain(found -> found == 0 ? conclude(lease) : goOn(lease, found));
    }

    private Uni<Void> conclude(JobLease lease) {
        return targets.of(lease)
                .failure(lease)
                .chain(error -> error.isPresent() ? giveUp(lease, error.get()) : complete(lease));
    }

    private Uni<Void> complete(JobLease lease) {
        return ends.complete(lease).invoke(ended -> report(lease, ended)).replaceWithVoid();
    }

    private Uni<Void> goOn(JobLease lease, int stragglers) {
        LOGGER.infof("stragglers found jobId=%s count=%d", lease.jobId(), stragglers);
        return giveBack(lease);
    }

    private void report(JobLease lease, boolean ended) {
        if (ended) {
            String state = lease.stage() == Stage.STOP ? "cancelled" : "completed";
            LOGGER.infof("job ended jobId=%s operation=%s state=%s", lease.jobId(), lease.operation(), state);
            metrics.jobEnded(lease.operation(), state);
        } else {
            metrics.leaseLost();
        }
    }

    private Uni<Void> giveBack(JobLease lease) {
        return leases.giveBack(lease).replaceWithVoid();
    }

    private Uni<Void> putOff(JobLease lease, Throwable failure) {
        int failures = lease.failures() + 1;
        String error = Fault.describe(failure);
        if (retry.spent(failures)) {
            return giveUp(lease, error);
        }
        Duration delay = retry.delay(failures);
        LOGGER.warnf(
                "job put off jobId=%s stage=%s failures=%d delayMs=%d error=%s",
                lease.jobId(), lease.stage(), failures, delay.toMillis(), error);
        metrics.backedOff();
        return leases.backOff(lease, failures, delay).replaceWithVoid();
    }

    // If it was a cancel, the lease is still ours and would keep others from stopping the job until it runs out.
    private Uni<Void> lost(JobLease lease) {
        LOGGER.infof("lease lost jobId=%s stage=%s epoch=%d", lease.jobId(), lease.stage(), lease.epoch());
        metrics.leaseLost();
        return giveBack(lease);
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}

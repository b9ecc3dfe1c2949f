package io.keysweep.sweep;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Does what a job lease is for: plans, finishes or stops a job, and puts it off when the database says so. */
@Singleton
class JobRunner {

    private static final Logger LOGGER = Logger.getLogger(JobRunner.class);

    private final SweepRepository repository;
    private final SweepTarget target;
    private final SweepMetrics metrics;
    private final Retry retry;
    private final Stopping stopping;

    JobRunner(SweepRepository repository, SweepTarget target, SweepMetrics metrics, Retry retry, Stopping stopping) {
        this.repository = repository;
        this.target = target;
        this.metrics = metrics;
        this.retry = retry;
        this.stopping = stopping;
    }

    /** Never fails, but for a database that cannot even take note of the failure: then the lease runs out by itself. */
    Uni<Void> run(JobLease lease) {
        return step(lease)
                .onFailure(LeaseLostException.class)
                .invoke(metrics::leaseLost)
                .onFailure(LeaseLostException.class)
                .recoverWithNull()
                .onFailure()
                .recoverWithUni(failure -> putOff(lease, failure));
    }

    /** Finishes the job if its slices are done and nobody else is at it. */
    Uni<Void> finishIfSweptOut(UUID jobId) {
        return repository
                .claimToFinish(jobId)
                .chain(lease -> lease.isEmpty() ? Uni.createFrom().voidItem() : run(lease.get()));
    }

    private Uni<Void> step(JobLease lease) {
        return switch (lease.stage()) {
            case PLAN -> plan(lease);
            case FINISH -> finish(lease);
            case STOP -> repository.stop(lease).chain(ended -> report(lease, ended));
        };
    }

    private Uni<Void> plan(JobLease lease) {
        return Multi.createBy()
                .repeating()
                .uni(() -> target.cutNext(lease).invoke(metrics::planned))
                .whilst(step -> !step.complete() && !stopping.requested())
                .collect()
                .last()
                .chain(step -> step.complete() ? Uni.createFrom().voidItem() : giveBack(lease));
    }

    private Uni<Void> finish(JobLease lease) {
        return target.cutStragglers(lease)
                .chain(found -> found == 0 ? repository.complete(lease).chain(ended -> report(lease, ended)) : more(lease, found));
    }

    private Uni<Void> more(JobLease lease, int found) {
        LOGGER.infof("stragglers jobId=%s count=%d", lease.jobId(), found);
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> report(JobLease lease, boolean ended) {
        if (ended) {
            LOGGER.infof("job ended jobId=%s stage=%s", lease.jobId(), lease.stage());
            metrics.jobEnded("completed");
        } else {
            metrics.leaseLost();
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> giveBack(JobLease lease) {
        return repository.giveBack(lease).replaceWithVoid();
    }

    private Uni<Void> putOff(JobLease lease, Throwable failure) {
        int failures = lease.failures() + 1;
        String error = Fault.describe(failure);
        if (Fault.of(failure) == Fault.SETUP || retry.spent(failures)) {
            return giveUp(lease.jobId(), error);
        }
        Duration delay = retry.delay(failures);
        LOGGER.warnf("job put off jobId=%s stage=%s failures=%d delayMs=%d error=%s",
                lease.jobId(), lease.stage(), failures, delay.toMillis(), error);
        metrics.backedOff();
        return repository.backOff(lease, failures, delay).replaceWithVoid();
    }

    /** Ends the job as failed. */
    Uni<Void> giveUp(UUID jobId, String error) {
        LOGGER.errorf("job given up jobId=%s error=%s", jobId, error);
        return repository.fail(jobId, error).invoke(failed -> {
            if (failed) {
                metrics.jobEnded("failed");
            }
        }).replaceWithVoid();
    }
}

package io.keysweep.sweep;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The heart of a replica: looks for work, keeps what is in hand within the limits, and is woken by whoever accepts or
 * cancels a job. What it remembers is touched on one event loop only. A job that nobody woke it for, because its replica
 * died or the wake-up was lost, is found by the next look.
 *
 * <p>The one place that subscribes by hand: nobody waits for the loop.
 */
@ApplicationScoped
public class SweepLoop {

    private static final Logger LOGGER = Logger.getLogger(SweepLoop.class);

    private final Vertx vertx;
    private final WorkFinder finder;
    private final JobRunner jobs;
    private final SliceRunner slices;
    private final SweepTargets targets;
    private final PeriodicWorks periodic;
    private final Pulse pulse;
    private final SweepConfig config;
    private final Stopping stopping;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Context context;
    private boolean looking;
    private boolean lookAgain;
    private int jobsInHand;
    private final Map<Lane, Integer> slicesInHand = new HashMap<>();
    private int idleLooks;
    private long timer = -1;

    SweepLoop(
            Vertx vertx,
            WorkFinder finder,
            JobRunner jobs,
            SliceRunner slices,
            SweepTargets targets,
            PeriodicWorks periodic,
            Pulse pulse,
            SweepConfig config,
            Stopping stopping) {
        this.vertx = vertx;
        this.finder = finder;
        this.jobs = jobs;
        this.slices = slices;
        this.targets = targets;
        this.periodic = periodic;
        this.pulse = pulse;
        this.config = config;
        this.stopping = stopping;
    }

    void start(@Observes StartupEvent event) {
        context = vertx.getOrCreateContext();
        wake();
        context.runOnContext(nothing -> lookAfter());
    }

    /** Looks for work now; cheap, and may be called from any thread. */
    public void wake() {
        context.runOnContext(nothing -> look());
    }

    private void look() {
        if (looking) {
            lookAgain = true;
            return;
        }
        if (stopping.requested()) {
            noteIfEmptyHanded();
            return;
        }
        looking = true;
        lookAgain = false;
        vertx.cancelTimer(timer);
        pulse.beat();
        run("look", this::find, this::looked);
    }

    // Beside the looks for work: neither waits for the other. It has a context of its own, as a request
    // has, since database sessions are kept in it.
    private void lookAfter() {
        if (stopping.requested() || periodic.none()) {
            return;
        }
        Context own = VertxContext.createNewDuplicatedContext(context);
        VertxContextSafetyToggle.setContextSafe(own, true);
        own.runOnContext(nothing -> run("periodic work", periodic::runDue, done -> lookAfterLater()));
    }

    private void lookAfterLater() {
        vertx.setTimer(periodic.untilDue().toMillis(), fired -> lookAfter());
    }

    private Uni<Boolean> find() {
        return finder.find(config.jobsPerReplica() - jobsInHand, roomForSlices(), this::take);
    }

    private Map<Lane, Integer> roomForSlices() {
        return targets.lanes().stream()
                .collect(Collectors.toMap(
                        Function.identity(), lane -> lane.slicesPerReplica() - slicesInHand.getOrDefault(lane, 0)));
    }

    private void start(JobLease lease) {
        jobsInHand++;
        run("job jobId=" + lease.jobId(), () -> jobs.run(lease, this::wake), done -> {
            jobsInHand--;
            look();
        });
    }

    private void start(SliceLease lease) {
        Lane lane = targets.of(lease).terms().lane();
        slicesInHand.merge(lane, 1, Integer::sum);
        run("slice jobId=" + lease.jobId() + " sliceNo=" + lease.sliceNo(), () -> slices.run(lease), done -> {
            slicesInHand.merge(lane, -1, Integer::sum);
            look();
        });
    }

    private void take(WorkFinder.Found work) {
        context.runOnContext(nothing -> start(work));
    }

    private void start(WorkFinder.Found work) {
        if (work instanceof WorkFinder.Found.Job job) {
            start(job.lease());
        } else if (work instanceof WorkFinder.Found.Slice slice) {
            start(slice.lease());
        }
    }

    // Null when the database did not answer, or is not migrated yet: then nobody knows, and the next look is a short
    // interval away.
    private void looked(Boolean active) {
        looking = false;
        if (lookAgain || stopping.requested()) {
            look();
            return;
        }
        idleLooks = Boolean.FALSE.equals(active) ? idleLooks + 1 : 0;
        timer = vertx.setTimer(interval().toMillis(), fired -> look());
    }

    // Spread, so that replicas which started together do not look together.
    private Duration interval() {
        double grown = Seconds.of(config.pollInterval()) * (1 << Math.min(idleLooks, 10));
        double bounded = idleLooks == 0 ? grown : Math.min(grown, Seconds.of(config.idlePollInterval()));
        return Duration.ofMillis(
                1 + (long) (bounded * 1000 * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    // Whatever happens, `then` follows: it counts what is in hand. A lease that could not be given back runs out by
    // itself.
    private <T> void run(String what, Supplier<Uni<? extends T>> work, Consumer<T> then) {
        Uni.createFrom()
                .<T>deferred(work)
                .onFailure()
                .invoke(failure -> LOGGER.warnf("work cut short kind=%s reason=%s", what, Fault.describe(failure)))
                .onFailure()
                .recoverWithNull()
                .subscribe()
                .with(result -> context.runOnContext(nothing -> then.accept(result)));
    }

    // First thing when the service is told to stop: while requests end, so does the chunk in flight.
    void prepareToStop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping.request();
        wake();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.request();
        wake();
        long left = config.shutdownTimeout().toNanos() - stopping.forNanos();
        if (!stopped.await(left, TimeUnit.NANOSECONDS)) {
            LOGGER.warnf("shutdown leaves work to its leases slices=%s jobs=%d", slicesInHand.values(), jobsInHand);
        }
    }

    private void noteIfEmptyHanded() {
        if (jobsInHand == 0 && slicesInHand.values().stream().allMatch(count -> count == 0)) {
            stopped.countDown();
        }
    }
}

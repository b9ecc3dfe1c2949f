package io.keysweep.sweep;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The heart of a replica: looks for work, keeps the number of slices in flight within the limit, and is woken by whoever
 * accepts or cancels a job. What it remembers is touched on one event loop only. A job that nobody woke it for, because
 * its replica died or the wake-up was lost, is found by the next look.
 *
 * <p>The one place that subscribes by hand: nobody waits for the loop.
 */
@ApplicationScoped
public class SweepLoop {

    private static final Logger LOGGER = Logger.getLogger(SweepLoop.class);

    private final Vertx vertx;
    private final SweepRepository repository;
    private final JobRunner jobs;
    private final SliceRunner slices;
    private final SweepMetrics metrics;
    private final Pulse pulse;
    private final SweepConfig config;
    private final Stopping stopping;
    private final UUID owner = UUID.randomUUID();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Context context;
    private boolean looking;
    private boolean lookAgain;
    private boolean jobInHand;
    private int slicesInHand;
    private long timer = -1;

    SweepLoop(
            Vertx vertx,
            SweepRepository repository,
            JobRunner jobs,
            SliceRunner slices,
            SweepMetrics metrics,
            Pulse pulse,
            SweepConfig config,
            Stopping stopping) {
        this.vertx = vertx;
        this.repository = repository;
        this.jobs = jobs;
        this.slices = slices;
        this.metrics = metrics;
        this.pulse = pulse;
        this.config = config;
        this.stopping = stopping;
    }
}

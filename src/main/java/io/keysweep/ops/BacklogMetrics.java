package io.keysweep.ops;

import io.keysweep.ops.BacklogRepository.Backlog;
import io.keysweep.sweep.PeriodicWork;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * What waits to be done, for {@code /q/metrics}: each replica shows the same, as it was at the last look, and however often
 * it is scraped the database is asked once an interval. While the database is away the numbers stay as they were.
 */
@Singleton
class BacklogMetrics implements PeriodicWork {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final BacklogRepository repository;
    private static final double MILLIS = 1_000;

    private volatile Backlog last = Backlog.NONE;
    private volatile long lookedAt = System.nanoTime();

    BacklogMetrics(BacklogRepository repository, MeterRegistry registry) {
        this.repository = repository;
        Gauge.builder("keysweep.backlog.age", this::age)
                .baseUnit("seconds")
                .description("Since the database last answered what these numbers of the backlog are")
                .register(registry);
        gauge(registry, "keysweep.jobs.unfinished", null, "Jobs that have not ended", Backlog::unfinishedJobs);
        gauge(registry, "keysweep.jobs.oldest", "seconds", "Since the oldest of them was accepted", Backlog::oldestJob);
        gauge(
                registry,
                "keysweep.runs.overdue",
                "seconds",
                "Since the run of a schedule should have been made that was not",
                Backlog::oldestDueRun);
        gauge(
                registry,
                "keysweep.audit.unsigned",
                "seconds",
                "Since the first audit record that no checkpoint of its account covers",
                Backlog::oldestUnsignedRecord);
    }

    private double age() {
        return Duration.ofNanos(System.nanoTime() - lookedAt).toMillis() / MILLIS;
    }

    private void gauge(
            MeterRegistry registry, String name, String unit, String description, ToDoubleFunction<Backlog> value) {
        Gauge.builder(name, () -> value.applyAsDouble(last))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    @Override
    public String name() {
        return "look at the backlog";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Uni<Void> look() {
        return repository.look().invoke(this::keep).replaceWithVoid();
    }

    private void keep(Backlog backlog) {
        last = backlog;
        lookedAt = System.nanoTime();
    }
}

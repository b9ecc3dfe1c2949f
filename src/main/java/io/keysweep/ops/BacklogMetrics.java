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
    private volatile Backlog last = Backlog.NONE;

    BacklogMetrics(BacklogRepository repository, MeterRegistry registry) {
        this.repository = repository;
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
        return repository.look().invoke(backlog -> last = backlog).replaceWithVoid();
    }
}

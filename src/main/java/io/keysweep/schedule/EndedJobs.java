package io.keysweep.schedule;

import io.keysweep.sweep.PeriodicWork;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Removes the records of synchronizations, scheduled backups and rotations that ended long ago: those come again and again by
 * themselves, with a row for each vault, and nobody would ever clear them out. That they were, and how they ended, stays in
 * the audit trail.
 */
@Singleton
class EndedJobs implements PeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(EndedJobs.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MOST = 200;
    private static final int BATCHES = 50;

    private final EndedJobRepository jobs;
    private final ScheduleConfig config;

    EndedJobs(EndedJobRepository jobs, ScheduleConfig config) {
        this.jobs = jobs;
        this.config = config;
    }

    @Override
    public String name() {
        return "removal of old records";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Uni<Void> look() {
        return all("job", () -> jobs.removeOlderThan(config.keepEnded(), MOST))
                .chain(() -> all("run", () -> jobs.removeRunsOlderThan(config.keepEnded(), MOST)));
    }

    // Schedules may make some thousand a minute; those of one account go together.
    private static Uni<Void> all(String what, Supplier<Uni<? extends List<UUID>>> remove) {
        return Multi.createBy()
                .repeating()
                .uni(remove)
                .until(List::isEmpty)
                .select()
                .first(BATCHES)
                .invoke(removed -> LOGGER.infof("records removed kind=%s count=%d", what, removed.size()))
                .collect()
                .last()
                .replaceWithVoid();
    }
}

package io.keysweep.schedule;

import io.keysweep.sweep.PeriodicWork;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
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
    private static final int MOST = 20;

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
        return jobs.removeOlderThan(config.keepEnded(), MOST)
                .invoke(removed -> removed.forEach(id -> LOGGER.infof("record of a job removed jobId=%s", id)))
                .chain(removed -> jobs.removeRunsOlderThan(config.keepEnded(), MOST))
                .invoke(removed -> removed.forEach(id -> LOGGER.infof("record of a run removed runId=%s", id)))
                .replaceWithVoid();
    }
}

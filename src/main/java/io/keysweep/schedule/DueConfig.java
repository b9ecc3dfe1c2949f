package io.keysweep.schedule;

import java.time.Instant;

/**
 * A schedule that is due.
 *
 * @param now the database's time when it was found
 */
record DueConfig(JobConfig config, Instant now) {

    /** The due time that the run is for: the latest, if several have passed. */
    Instant due() {
        return config.draft().timetable().latest(config.nextRunAt().orElseThrow(), now);
    }
}

package io.keysweep.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of schedules. */
@ConfigMapping(prefix = "keysweep.schedule")
public interface ScheduleConfig {

    /** How often each replica looks for runs that are due: how late a run may begin. */
    @WithDefault("10s")
    Duration pollInterval();

    /** Runs that a replica makes at one look, 1 to 1,000; the next look makes the next ones. */
    @WithDefault("50")
    int runsPerLook();

    /**
     * How long synchronizations, scheduled backups and rotations are shown after their end, a day or more: their records are
     * removed then. Those of deletions stay until somebody deletes them.
     */
    @WithDefault("90D")
    Duration keepEnded();
}

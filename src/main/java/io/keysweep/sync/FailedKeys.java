package io.keysweep.sync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Says which keys failed, once that is on record: a line of the log for each, up to a bound a job, and a counter for alarms.
 * Nobody waits for a scheduled backup, so nobody would ask.
 */
@Singleton
@Startup
class FailedKeys {

    private static final Logger LOGGER = Logger.getLogger(FailedKeys.class);
    private static final String COUNTER = "keysweep.keys.failed";
    private static final int LINES_PER_JOB = 100;

    private final MeterRegistry registry;

    FailedKeys(MeterRegistry registry) {
        this.registry = registry;
        // Known from the start, so that a dashboard shows 0 and not nothing.
        counter(Synchronization.OPERATION);
        counter(ScheduledBackups.OPERATION);
    }

    private Counter counter(String operation) {
        return Counter.builder(COUNTER)
                .description("Keys that jobs could not read or back up")
                .tag("operation", operation)
                .register(registry);
    }

    /**
     * These failed now.
     *
     * @param before how many of the job's had failed before them; null if there are none
     */
    void report(VaultStep step, List<FailedKey> failed, Long before) {
        if (failed.isEmpty()) {
            return;
        }
        counter(step.lease().operation()).increment(failed.size());
        long lines = Math.max(0, LINES_PER_JOB - before);
        failed.stream().limit(lines).forEach(key -> log(step, key));
        if (failed.size() > lines && lines > 0) {
            LOGGER.warnf(
                    "more keys failed than are logged jobId=%s lines=%d; its key_errors have more",
                    step.lease().jobId(), LINES_PER_JOB);
        }
    }

    private static void log(VaultStep step, FailedKey key) {
        LOGGER.warnf(
                "key failed jobId=%s operation=%s account=%s vault=%s key=%s error=%s",
                step.lease().jobId(), step.lease().operation(), step.account(), step.vaultId(), key.id(), key.error());
    }
}

package io.keysweep.bulkjob;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the bulk job calls. */
@ConfigMapping(prefix = "keysweep.bulkjob")
public interface BulkJobConfig {

    /** How long an {@code Idempotency-Key} is remembered. */
    @WithDefault("7d")
    Duration idempotencyRetention();

    /** How often an event stream looks whether its job got on. */
    @WithDefault("500ms")
    Duration eventInterval();

    /** How often an event stream repeats itself when nothing changed, so that no proxy takes it for dead. */
    @WithDefault("15s")
    Duration eventHeartbeat();

    /** Dry runs that this replica counts at the same time, 1 or more, of as many accounts; each keeps a database connection. */
    @WithDefault("4")
    int dryRuns();
}

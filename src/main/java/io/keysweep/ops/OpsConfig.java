package io.keysweep.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the service should know about how it is run. */
@ConfigMapping(prefix = "keysweep.ops")
public interface OpsConfig {

    /** The most replicas that run at the same time, 1 to 10,000; for the warning that the database has too few connections. */
    @WithDefault("1")
    int replicas();
}

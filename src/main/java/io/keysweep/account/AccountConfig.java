package io.keysweep.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what is done in the database for one account, which is what requests do. */
@ConfigMapping(prefix = "keysweep.account")
public interface AccountConfig {

    /**
     * How long the server works on one statement of a request before it ends it, 1 s or more, and less than twice {@code
     * keysweep.sweep.statement-timeout}, after which a silent connection is closed: the server would go on with nobody waiting.
     */
    @WithDefault("${keysweep.sweep.statement-timeout:30s}")
    Duration statementTimeout();
}

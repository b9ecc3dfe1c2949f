package io.keysweep.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/** Settings of what is done in the database for one account, which is what requests do. */
@ConfigMapping(prefix = "keysweep.account")
public interface AccountConfig {

    /**
     * How long the server works on one statement of a request before it ends it, 1 s or more, and less than twice {@code
     * keysweep.sweep.statement-timeout}, after which a silent connection is closed: the server would go on with nobody waiting.
     */
    @WithDefault("${keysweep.sweep.statement-timeout:30s}")
    Duration statementTimeout();

    /**
     * How many of a replica's connections one account uses at the same time, 1 or more; a quarter of {@code
     * quarkus.datasource.reactive.max-size} if it is not given. Further statements wait their turn.
     */
    OptionalInt connectionsEach();

    /** How long a request waits for a connection, of its account's or of all, before it is answered 503: 100 ms or more. */
    @WithDefault("10s")
    Duration connectionTimeout();
}

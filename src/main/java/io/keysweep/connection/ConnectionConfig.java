package io.keysweep.connection;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.Set;

/** Settings of connections. */
@ConfigMapping(prefix = "keysweep.connection")
public interface ConnectionConfig {

    /**
     * The accounts whose connections may use the managed or workload identity of the place where this service runs, with
     * commas between them. That identity is the operator's, whoever may use it can do what it can; nobody by default.
     */
    Optional<Set<String>> platformIdentityAccounts();
}

package io.keysweep.ops;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Compares the connections that all replicas together may open with what the database allows, and warns with the numbers.
 * Behind a pooler its own limits count, which nobody tells us; the server is then asked through it all the same.
 */
@ApplicationScoped
class ConnectionBudget implements StartupCheck {

    private static final Logger LOGGER = Logger.getLogger(ConnectionBudget.class);
    private static final int MOST_REPLICAS = 10_000;
    private static final String SERVING = "quarkus.datasource.reactive.max-size";
    private static final String MIGRATING = "quarkus.datasource.jdbc.max-size";

    private final SchemaRepository repository;
    private final int replicas;
    private final int perReplica;

    ConnectionBudget(SchemaRepository repository, OpsConfig ops, MigrateConfig migrate, Config config) {
        this.repository = repository;
        this.replicas = ops.replicas();
        this.perReplica = config.getValue(SERVING, Integer.class)
                + (migrate.when() == MigrateConfig.When.NEVER ? 0 : config.getValue(MIGRATING, Integer.class));
    }

    @Override
    public List<String> problems() {
        return replicas >= 1 && replicas <= MOST_REPLICAS
                ? List.of()
                : List.of("keysweep.ops.replicas must be 1 to " + MOST_REPLICAS + ", is " + replicas);
    }

    /** Never fails: a number that cannot be had is no reason for anything. */
    Uni<Void> check() {
        return repository
                .connectionLimits()
                .invoke(limits -> warning(replicas, perReplica, limits).ifPresent(LOGGER::warn))
                .onFailure()
                .invoke(failure -> LOGGER.warnf(
                        "connection limits unknown reason=%s",
                        failure.getClass().getName()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** What to tell the operator, if the connections may run out. */
    static Optional<String> warning(int replicas, int perReplica, ConnectionLimits limits) {
        long needed = (long) replicas * perReplica;
        return needed <= limits.least()
                ? Optional.empty()
                : Optional.of("too few connections replicas=" + replicas + " perReplica=" + perReplica + " needed="
                        + needed
                        + " allowed=" + limits.least() + " allowedByServer=" + limits.server() + ": set " + SERVING
                        + " to " + Math.max(1, limits.least() / replicas)
                        + " or less, raise the limit, or put a pooler in between");
    }
}

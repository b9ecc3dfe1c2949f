package io.keysweep.ops;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Warns if the service's role passes row-level security, as superusers and roles with {@code BYPASSRLS} do: then a
 * condition that a statement forgets is all that keeps an account from the rows of another. No reason not to start, since
 * every statement has that condition.
 */
@ApplicationScoped
class RowSecurityCheck {

    private static final Logger LOGGER = Logger.getLogger(RowSecurityCheck.class);

    private final SchemaRepository repository;

    RowSecurityCheck(SchemaRepository repository) {
        this.repository = repository;
    }

    /** Never fails: not to know is no reason for anything. */
    Uni<Void> check() {
        return repository
                .passesRowSecurity()
                .invoke(RowSecurityCheck::warn)
                .onFailure()
                .invoke(failure -> LOGGER.warnf(
                        "row-level security unknown reason=%s",
                        failure.getClass().getName()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static void warn(boolean passes) {
        if (passes) {
            LOGGER.warn(
                    "row-level security does not hold for the role of quarkus.datasource.username, a superuser or one with"
                            + " BYPASSRLS: serve as a plain role (src/main/deploy/database/roles.sql makes one)");
        }
    }
}

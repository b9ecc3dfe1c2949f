package io.keysweep.ops;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date, as {@code keysweep.migrate} says. The start waits a moment for it and no longer: with the
 * database away the service comes up, says that it is not ready, and goes on trying off the event loop. Replicas that migrate
 * at the same time wait for each other, by a lock in the database that Flyway takes. Flyway and JDBC are made on first use.
 */
@ApplicationScoped
class Migration {

    private static final Logger LOGGER = Logger.getLogger(Migration.class);
    private static final String SHUTDOWN_LOGGER = "io.quarkus.runtime.shutdown.ShutdownRecorder";
    private static final int BEFORE_CHECKS = 0;
    private static final int AFTER_CHECKS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long SHORTEST_DELAY_MILLIS = 500;
    private static final int DOUBLINGS = 5;

    private final MigrateConfig config;
    private final Instance<Flyway> flyway;
    private final Schema schema;
    private final Vertx vertx;
    private final CountDownLatch firstAttempt = new CountDownLatch(1);
    private volatile boolean stopped;

    Migration(MigrateConfig config, Instance<Flyway> flyway, Schema schema, Vertx vertx) {
        this.config = config;
        this.flyway = flyway;
        this.schema = schema;
        this.vertx = vertx;
    }

    /** The step of its own has no other settings than the database's, so none are checked. */
    void migrateOnly(@Observes @Priority(BEFORE_CHECKS) StartupEvent event) {
        if (config.when() == MigrateConfig.When.ONLY) {
            Quarkus.asyncExit(migrateOnce() ? 0 : 1);
            // Nothing else starts, and no port is opened; what there is to stop is less than a shutdown expects.
            java.util.logging.Logger.getLogger(SHUTDOWN_LOGGER).setLevel(Level.OFF);
            throw new PreventFurtherStepsException(0);
        }
    }

    private boolean migrateOnce() {
        try {
            flyway.get().migrate();
            LOGGER.info("schema migrated, ends as keysweep.migrate=only asks");
            return true;
        } catch (RuntimeException failure) {
            LOGGER.errorf("schema not migrated error=%s", describe(failure));
            return false;
        }
    }

    void migrateAtStart(@Observes @Priority(AFTER_CHECKS) StartupEvent event) throws InterruptedException {
        if (config.when() == MigrateConfig.When.AT_START) {
            attempt(0);
            if (!firstAttempt.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.warn("started before the schema is migrated");
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void attempt(int failuresBefore) {
        vertx.executeBlocking(() -> flyway.get().migrate(), false).onComplete(migrated -> {
            if (migrated.succeeded()) {
                schema.migrated();
            } else if (!stopped) {
                tryAgain(failuresBefore, migrated.cause());
            }
            firstAttempt.countDown();
        });
    }

    // Exponential with full jitter: replicas that lost the database together do not come back to it together.
    private void tryAgain(int failuresBefore, Throwable failure) {
        long span = SHORTEST_DELAY_MILLIS << Math.min(failuresBefore, DOUBLINGS);
        long delay = ThreadLocalRandom.current().nextLong(SHORTEST_DELAY_MILLIS / 2, span + 1);
        LOGGER.warnf("migration put off failures=%d delayMs=%d error=%s", failuresBefore + 1, delay, describe(failure));
        vertx.setTimer(delay, fired -> attempt(failuresBefore + 1));
    }

    /** The innermost message names the cause: which server does not answer, which statement of which file was refused. */
    private static String describe(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ").strip();
    }
}

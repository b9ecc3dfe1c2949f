package io.keysweep.sweep;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** What the loop looks after beside jobs, one piece after the other. Used by the loop alone. */
@Singleton
class PeriodicWorks {

    private static final Logger LOGGER = Logger.getLogger(PeriodicWorks.class);

    private final List<Turn> turns;
    private final Clearance clearance;
    private final SweepConfig config;

    PeriodicWorks(@All List<PeriodicWork> works, Clearance clearance, SweepConfig config) {
        this.turns = works.stream().map(Turn::new).toList();
        this.clearance = clearance;
        this.config = config;
    }

    private static final class Turn {
        private final PeriodicWork work;
        private final long interval;
        private long next = System.nanoTime();

        private Turn(PeriodicWork work) {
            this.work = work;
            this.interval = work.interval().toNanos();
        }

        private long untilDue() {
            return next - System.nanoTime();
        }

        private void begin() {
            next = System.nanoTime() + interval;
        }
    }

    /** Does what is due. Never fails. */
    Uni<Void> runDue() {
        return Multi.createFrom()
                .iterable(turns)
                .filter(turn -> turn.untilDue() <= 0)
                .onItem()
                .transformToUniAndConcatenate(this::run)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> run(Turn turn) {
        turn.begin();
        return clearance
                .given()
                .chain(given -> given ? turn.work.look() : Uni.createFrom().voidItem())
                .ifNoItem()
                .after(config.statementTimeout())
                .fail()
                .onFailure()
                .invoke(failure ->
                        LOGGER.warnf("periodic work cut short kind=%s reason=%s", turn.work.name(), reason(failure)))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    // Not all that is looked after is the database's.
    private static String reason(Throwable failure) {
        return failure instanceof PgException ? Fault.describe(failure) : failure.toString();
    }

    /** Whether there is nothing to look after. */
    boolean none() {
        return turns.isEmpty();
    }

    /** How long until something is due: never less than a millisecond. */
    Duration untilDue() {
        long nanos = turns.stream().mapToLong(Turn::untilDue).min().orElse(0);
        return Duration.ofMillis(1 + Math.max(0, nanos / 1_000_000));
    }
}

package io.keysweep.ops;

import io.keysweep.sweep.Clearance;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Whether the database has the schema of this version. Until it has, nothing is served and nothing is swept; once seen it
 * holds for good, since migrations are never taken back.
 */
@ApplicationScoped
class Schema implements Clearance {

    private static final Logger LOGGER = Logger.getLogger(Schema.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final SchemaRepository repository;
    private final SharedLook<Long> shared;
    private final ConnectionBudget budget;
    private final RowSecurityCheck rowSecurity;
    private volatile boolean complete;
    // Nobody waits for it.
    private volatile CompletionStage<Void> checked;
    private volatile long reported = -1;

    Schema(SchemaRepository repository, ConnectionBudget budget, RowSecurityCheck rowSecurity) {
        this.repository = repository;
        this.shared = new SharedLook<>(this::look, FRESH, System::nanoTime);
        this.budget = budget;
        this.rowSecurity = rowSecurity;
    }

    /** Whether it has been seen complete. */
    boolean complete() {
        return complete;
    }

    /** It is up to date; this replica may have made it so. */
    void migrated() {
        if (!complete) {
            complete = true;
            checked = budget.check().chain(rowSecurity::check).subscribeAsCompletionStage();
        }
    }

    private Uni<Long> look() {
        return repository.applied().ifNoItem().after(PATIENCE).fail();
    }

    /**
     * How many migrations have been applied, as of a second ago or less; fails if the database does not say within five. For
     * callers whom nothing keeps from asking, so that they share what one of them costs. On any thread.
     */
    Uni<Long> applied() {
        return shared.answer();
    }

    /** Whether it is complete, by {@link #applied}. */
    Uni<Boolean> seenComplete() {
        return complete ? Uni.createFrom().item(true) : applied().map(this::note);
    }

    @Override
    public Uni<Boolean> given() {
        return complete ? Uni.createFrom().item(true) : repository.applied().map(this::note);
    }

    // Several may get here at once; the worst of it is a line logged twice.
    private boolean note(long applied) {
        if (applied >= SchemaRepository.MIGRATIONS) {
            migrated();
        } else if (applied != reported) {
            reported = applied;
            LOGGER.warnf(
                    "schema too old migrationsApplied=%d migrationsNeeded=%d", applied, SchemaRepository.MIGRATIONS);
        }
        return complete;
    }
}

package io.keysweep.schedule;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.bulkjob.AcceptRepository;
import io.keysweep.sync.SyncAcceptRepository;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes runs: the schedule's next time, the run and its job in one transaction. Of all replicas that find the same run due,
 * one advances the schedule; the others find it advanced, and make nothing. The unique constraint on schedule and due time
 * holds even where the schedule was changed back meanwhile.
 */
@ApplicationScoped
class FiringRepository {

    private static final String DUE =
            """
            SELECT c.id FROM job_config c
            WHERE c.next_run_at <= clock_timestamp() AND c.id <> ALL ($2::uuid[]) ORDER BY c.next_run_at LIMIT $1""";

    private static final String FIND =
            """
            SELECT %s, clock_timestamp() AS now FROM job_config c
            WHERE c.id = $1 AND c.next_run_at <= clock_timestamp()"""
                    .formatted(JobConfigRepository.COLUMNS);

    // Whoever has advanced it is the only one who makes its runs, until this is committed.
    private static final String ADVANCE =
            """
            UPDATE job_config c SET next_run_at = $4
            WHERE c.id = $1 AND c.revision = $2 AND c.next_run_at = $3
            RETURNING EXISTS (SELECT FROM job_run r
                              WHERE r.config_id = c.id AND r.due_at = $5 AND NOT r.by_hand) AS made""";

    // The schedule is locked against being deleted until this is committed.
    private static final String RECORD =
            """
            INSERT INTO job_run (id, account, config_id, operation, due_at, by_hand, job_id, error, left_out)
            SELECT $1, c.account, c.id, c.operation, coalesce($3::timestamptz, clock_timestamp()), $3 IS NULL, $4, $5, $6
            FROM job_config c WHERE c.id = $2
            ON CONFLICT (config_id, due_at, by_hand) DO NOTHING""";

    private final AccountDatabase database;
    private final AllAccountsDatabase engine;
    private final AcceptRepository deletions;
    private final SyncAcceptRepository azureJobs;

    FiringRepository(
            AccountDatabase database,
            AllAccountsDatabase engine,
            AcceptRepository deletions,
            SyncAcceptRepository azureJobs) {
        this.database = database;
        this.engine = engine;
        this.deletions = deletions;
        this.azureJobs = azureJobs;
    }

    /** The ids of schedules that are due and none of those, the longest overdue first. */
    Uni<List<UUID>> due(int atMost, List<UUID> but) {
        return engine.execute(DUE, Tuple.of(atMost, but.toArray(UUID[]::new)))
                .map(rows -> Rows.all(rows, row -> row.getUUID("id")));
    }

    /** The schedule, if it still is due; fails if it cannot be read, as one of a later version's. */
    Uni<Optional<DueConfig>> find(UUID id) {
        return engine.execute(FIND, Tuple.of(id)).map(rows -> Rows.first(rows).map(FiringRepository::due));
    }

    private static DueConfig due(Row row) {
        return new DueConfig(
                JobConfigRepository.config(row), row.getOffsetDateTime("now").toInstant());
    }

    /**
     * Makes the run of a due time, unless it was made before: then the schedule goes on to the next time without one.
     *
     * @param due the time that it is for
     * @param next when the schedule is due after that
     * @return the run's id; empty if it was made before, by another replica, or the schedule was changed meanwhile
     */
    Uni<Optional<UUID>> fire(JobConfig config, Instant due, Optional<Instant> next, RunOrder order) {
        return engine.transaction(transaction -> advance(transaction, config, due, next)
                        .chain(made -> made
                                ? Uni.createFrom().item(Optional.<UUID>empty())
                                : make(transaction, config, Optional.of(due), order)
                                        .map(Optional::of)))
                .onFailure(NotDueException.class)
                .recoverWithItem(Optional.empty());
    }

    /** Makes a run now, whatever is due; empty if the schedule is not there any more. */
    Uni<Optional<UUID>> fireNow(JobConfig config, RunOrder order) {
        return database.transaction(config.account(), transaction -> make(transaction, config, Optional.empty(), order))
                .map(Optional::of)
                .onFailure(NotDueException.class)
                .recoverWithItem(Optional.empty());
    }

    // Whether the run of the due time was made before.
    private static Uni<Boolean> advance(
            SqlConnection transaction, JobConfig config, Instant due, Optional<Instant> next) {
        return transaction
                .preparedQuery(ADVANCE)
                .execute(Tuple.of(
                        config.id(),
                        config.revision(),
                        JobConfigRepository.utc(config.nextRunAt()),
                        JobConfigRepository.utc(next),
                        JobConfigRepository.utc(Optional.of(due))))
                .invoke(rows -> requireOne(rows.rowCount()))
                .map(rows -> Rows.only(rows).getBoolean("made"));
    }

    private Uni<UUID> make(SqlConnection transaction, JobConfig config, Optional<Instant> due, RunOrder order) {
        UUID id = UUID.randomUUID();
        return accept(transaction, config, order.order())
                .map(job -> Tuple.of(id, config.id(), JobConfigRepository.utc(due), job.orElse(null), error(order))
                        .addValue(leftOut(order)))
                .chain(values -> transaction.preparedQuery(RECORD).execute(values))
                .invoke(rows -> requireOne(rows.rowCount()))
                .replaceWith(id);
    }

    private static String error(RunOrder run) {
        return run.order() instanceof JobOrder.Impossible impossible ? impossible.error() : null;
    }

    private static String[] leftOut(RunOrder run) {
        return run.leftOut().isEmpty() ? null : run.leftOut().toArray(String[]::new);
    }

    private Uni<Optional<UUID>> accept(SqlConnection transaction, JobConfig config, JobOrder order) {
        if (order instanceof JobOrder.Deletion deletion) {
            return deletions.accept(transaction, deletion.order()).map(Optional::of);
        }
        if (order instanceof JobOrder.Synchronization synchronization) {
            return azureJobs.accept(transaction, synchronization.order()).map(Optional::of);
        }
        return order instanceof JobOrder.Backups backups
                ? azureJobs.acceptBackups(transaction, config.account(), backups.createdBy(), config.id())
                : Uni.createFrom().item(Optional.empty());
    }

    // Rolls the transaction back.
    private static void requireOne(int rows) {
        if (rows != 1) {
            throw new NotDueException();
        }
    }

    private static final class NotDueException extends RuntimeException {
        NotDueException() {
            super("the run was made elsewhere, or the schedule changed", null, false, false);
        }
    }
}

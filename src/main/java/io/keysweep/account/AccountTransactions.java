package io.keysweep.account;

import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Transactions that begin by saying for which account they are and who asked, how long a statement may take, and that
 * nothing of them is to be compiled. The settings are local to the transaction: no connection carries them to whoever gets
 * it next.
 */
@ApplicationScoped
class AccountTransactions {

    static final String ALL_ACCOUNTS = "*";

    // The JIT compiler of PostgreSQL is on where it is installed, goes by estimates, and keeps nothing that
    // it compiled: of a chunk in a large vault it made seven seconds out of a tenth of one.
    private static final String SETTINGS =
            """
            SELECT set_config('keysweep.account', $1, true), set_config('keysweep.actor', $2, true),
                   set_config('keysweep.address', $3, true), set_config('keysweep.request', $4, true),
                   set_config('jit', 'off', true),
                   set_config('statement_timeout', coalesce($5, current_setting('statement_timeout')), true)""";

    // Statements look again at rows that they had to wait for, whatever the database's default is.
    private static final String READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

    static final Statement PLAN_EACH_TIME =
            new Statement("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)", Tuple.tuple());

    private static final String ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private final Pool pool;

    AccountTransactions(Pool pool) {
        this.pool = pool;
    }

    /** For an account, whose statements the server ends after a while: nobody may keep a connection for as long as he likes. */
    static Tuple settings(String account, Origin origin, Duration statementTimeout) {
        return Tuple.of(account, origin.actor(), origin.address(), origin.request(), milliseconds(statementTimeout));
    }

    /** Without the wall, and with the time that the database gives its statements. */
    static Tuple settings(Origin origin) {
        return Tuple.of(ALL_ACCOUNTS, origin.actor(), origin.address(), origin.request(), null);
    }

    /** Without the wall, for statements that the server ends after a while. */
    static Tuple settings(Origin origin, Duration statementTimeout) {
        return settings(ALL_ACCOUNTS, origin, statementTimeout);
    }

    static String milliseconds(Duration time) {
        return time.toMillis() + "ms";
    }

    /** All or none, answered by the last. The connection is handed back when all is answered, whether anybody still waits or not. */
    Uni<RowSet<Row>> execute(Tuple settings, List<Statement> statements) {
        return pool.withConnection(connection -> pipelined(connection, settings, statements));
    }

    // All are sent before the first answer is back: one round trip, and no moment at which the
    // connection waits in a transaction. If the server refuses one, it refuses those behind it and rolls
    // back at COMMIT, so the first failure is the one that counts; without one, COMMIT cannot have been
    // anything else. What the client refuses to encode is never sent, and the others commit all the same:
    // what one before the last writes must do no harm alone.
    private static Uni<RowSet<Row>> pipelined(SqlConnection connection, Tuple settings, List<Statement> statements) {
        List<Uni<RowSet<Row>>> answers = new ArrayList<>();
        answers.add(connection.query("BEGIN ISOLATION LEVEL READ COMMITTED").execute());
        answers.add(connection.preparedQuery(SETTINGS).execute(settings));
        statements.forEach(statement ->
                answers.add(connection.preparedQuery(statement.sql()).execute(statement.parameters())));
        answers.add(connection.query("COMMIT").execute());
        return Uni.join()
                .all(answers)
                .andCollectFailures()
                .map(rows -> rows.get(statements.size() + 1))
                .onFailure(CompositeException.class)
                .transform(several -> ((CompositeException) several).getCauses().get(0));
    }

    /** Several statements; the settings travel with the first. */
    <T> Uni<T> transaction(Tuple settings, Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(connection -> Uni.combine()
                .all()
                .unis(
                        connection.query(READ_COMMITTED).execute(),
                        set(connection, settings),
                        Uni.createFrom().deferred(() -> work.apply(connection)))
                .with((isolated, set, result) -> result));
    }

    /** Several statements that see the same state and change nothing; the settings travel with the first. */
    <T> Uni<T> snapshot(Tuple settings, Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(connection -> Uni.combine()
                .all()
                .unis(
                        connection.query(ONE_SNAPSHOT).execute(),
                        set(connection, settings),
                        connection.preparedQuery(PLAN_EACH_TIME.sql()).execute(PLAN_EACH_TIME.parameters()),
                        Uni.createFrom().deferred(() -> work.apply(connection)))
                .with((isolated, set, planned, result) -> result));
    }

    private static Uni<RowSet<Row>> set(SqlConnection connection, Tuple settings) {
        return connection.preparedQuery(SETTINGS).execute(settings);
    }
}

package io.keysweep.account;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * The database without the wall between accounts: for the engine, for start-up and for tables that are no account's. What it
 * does is on record as done by the engine, unless another origin is given. A test lists who may have it.
 */
@ApplicationScoped
public class AllAccountsDatabase {

    private static final Tuple SETTINGS = AccountTransactions.settings(Origin.OF_ENGINE);

    private final AccountTransactions transactions;

    AllAccountsDatabase(AccountTransactions transactions) {
        this.transactions = transactions;
    }

    /** One statement in a transaction of its own, in one round trip. */
    public Uni<RowSet<Row>> execute(String sql, Tuple parameters) {
        return execute(List.of(new Statement(sql, parameters)));
    }

    /** The same in the name of somebody who asks: what it leaves on record says who, from where and by which request. */
    public Uni<RowSet<Row>> execute(Origin origin, String sql, Tuple parameters) {
        return transactions.execute(AccountTransactions.settings(origin), List.of(new Statement(sql, parameters)));
    }

    /** The same for what nobody waits for any longer: then the server ends it. */
    public Uni<RowSet<Row>> execute(Duration statementTimeout, String sql, Tuple parameters) {
        return transactions.execute(
                AccountTransactions.settings(Origin.OF_ENGINE, statementTimeout),
                List.of(new Statement(sql, parameters)));
    }

    /**
     * Some statements, all or none, in a transaction of their own, in one round trip: each is sent before the one before it is
     * answered, so that one can only use what another left in the database or in its settings. What one before the last writes
     * must do no harm alone: if the last one's parameters do not fit its types it is never sent, fails here, and those before
     * it are committed.
     *
     * @return what the last one answered
     */
    public Uni<RowSet<Row>> execute(List<Statement> statements) {
        return transactions.execute(SETTINGS, statements);
    }

    /** Several statements in one transaction, which is rolled back if the work fails. */
    public <T> Uni<T> transaction(Function<SqlConnection, Uni<T>> work) {
        return transactions.transaction(SETTINGS, work);
    }
}

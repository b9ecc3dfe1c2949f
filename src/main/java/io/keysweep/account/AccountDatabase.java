package io.keysweep.account;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The database as one account sees it: rows of others are not there and cannot be written, whatever a statement says. Results
 * are those of the statements, failures theirs or those of COMMIT. A statement that takes longer than {@link
 * AccountConfig#statementTimeout} fails, and nothing of it goes on; what finds no connection in time fails with {@link
 * DatabaseBusyException}, and nothing of it was done.
 */
@ApplicationScoped
public class AccountDatabase {

    private final AccountTransactions transactions;
    private final AccountSessions sessions;
    private final ConnectionShares shares;
    private final AccountConfig config;

    AccountDatabase(
            AccountTransactions transactions, AccountSessions sessions, ConnectionShares shares, AccountConfig config) {
        this.transactions = transactions;
        this.sessions = sessions;
        this.shares = shares;
        this.config = config;
    }

    /** One statement in a transaction of its own, in one round trip. */
    public Uni<RowSet<Row>> execute(String account, String sql, Tuple parameters) {
        return within(account, settings -> transactions.execute(settings, List.of(new Statement(sql, parameters))));
    }

    /**
     * The same for a statement that lists or counts what passes some filters: it is planned for those that are given, each
     * time. A plan for any filters reads all that the account has.
     */
    public Uni<RowSet<Row>> list(String account, String sql, Tuple parameters) {
        return within(
                account,
                settings -> transactions.execute(
                        settings, List.of(AccountTransactions.PLAN_EACH_TIME, new Statement(sql, parameters))));
    }

    /** Several statements in one transaction, which is rolled back if the work fails. */
    public <T> Uni<T> transaction(String account, Function<SqlConnection, Uni<T>> work) {
        return within(account, settings -> transactions.transaction(settings, work));
    }

    /** Several statements that see the same state of the database and change nothing, planned as those of {@link #list} are. */
    public <T> Uni<T> snapshot(String account, Function<SqlConnection, Uni<T>> work) {
        return within(account, settings -> transactions.snapshot(settings, work));
    }

    /**
     * Queries of Hibernate, planned as those of {@link #list} are: the work finds its session by itself, as Panache's
     * repositories do.
     */
    public <T> Uni<T> read(String account, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> read(checked(account), Origin.current(), work));
    }

    private <T> Uni<T> read(String account, Origin origin, Supplier<Uni<T>> work) {
        return shares.within(account, () -> sessions.read(account, origin, work));
    }

    private <T> Uni<T> within(String account, Function<Tuple, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> within(account, settings(account), work));
    }

    private <T> Uni<T> within(String account, Tuple settings, Function<Tuple, Uni<T>> work) {
        return shares.within(account, () -> work.apply(settings));
    }

    private Tuple settings(String account) {
        return AccountTransactions.settings(checked(account), Origin.current(), config.statementTimeout());
    }

    private static String checked(String account) {
        if (account.equals(AccountTransactions.ALL_ACCOUNTS)) {
            throw new IllegalArgumentException("not an account: " + account);
        }
        return account;
    }
}

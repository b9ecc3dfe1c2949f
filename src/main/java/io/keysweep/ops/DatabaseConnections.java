package io.keysweep.ops;

import io.keysweep.account.AccountConfig;
import io.keysweep.sweep.SweepConfig;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How the service keeps its connections to the database, beyond what the settings of the pool can say.
 *
 * <p><b>Silent ones are closed</b>, when nothing has passed for twice the statement time-out. A cable that is drawn, a firewall
 * that forgets, a server that freezes leave connections that look well and never answer; each would keep its place in the pool
 * until TCP gives up, which takes a quarter of an hour or for ever, and a replica whose pool is full of them does nothing any
 * more.
 *
 * <p><b>Transactions that stand still are ended</b> by the server after the statement time-out. A replica that freezes
 * inside one would else keep what it has locked, and be it a table that the next migration wants. A pooler takes no such
 * parameter of a connection: behind one the database role has to bring it ({@code src/main/deploy/database/roles.sql});
 * statements that lock a job's row ask for it themselves.
 *
 * <p><b>A full pool is not waited for</b> beyond {@code keysweep.account.connection-timeout}.
 *
 * <p><b>Statements of any length stay prepared</b>, when {@code quarkus.datasource.reactive.cache-prepared-statements} is on.
 * The client's own bound is 2,048 characters, and a statement that sweeps a chunk is longer: it would be parsed and planned
 * anew for each chunk, which takes the server a millisecond, about a sixth of what the chunk takes.
 */
@Singleton
public class DatabaseConnections implements PgPoolCreator {

    private final SweepConfig config;
    private final AccountConfig accounts;

    DatabaseConnections(SweepConfig config, AccountConfig accounts) {
        this.config = config;
        this.accounts = accounts;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(this::adjust);
        return PgBuilder.pool()
                .with(input.poolOptions()
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setConnectionTimeout(
                                Math.toIntExact(accounts.connectionTimeout().toMillis())))
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }

    // Twice: the engine itself gives up after once, and an answer that is on its way then may yet be used by others.
    private void adjust(PgConnectOptions options) {
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(
                        config.statementTimeout().multipliedBy(2).toMillis()))
                .setTcpKeepAlive(true)
                .setPreparedStatementCacheSqlFilter(sql -> true);
        if (!options.getUseLayer7Proxy()) {
            options.addProperty(
                    "idle_in_transaction_session_timeout",
                    String.valueOf(config.statementTimeout().toMillis()));
        }
    }
}

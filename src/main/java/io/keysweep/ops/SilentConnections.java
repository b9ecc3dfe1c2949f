package io.keysweep.ops;

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
 * Closes a connection to the database on which nothing passes for twice the statement time-out. A cable that is drawn, a
 * firewall that forgets, a server that freezes leave connections that look well and never answer; without this each would
 * keep its place in the pool until TCP gives up, which takes a quarter of an hour or for ever, and a replica whose pool is
 * full of them does nothing any more.
 */
@Singleton
public class SilentConnections implements PgPoolCreator {

    private final SweepConfig config;

    SilentConnections(SweepConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(this::giveUpWhenSilent);
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }

    // Twice: the engine itself gives up after once, and an answer that is on its way then may yet be used by others.
    private void giveUpWhenSilent(PgConnectOptions options) {
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(
                        config.statementTimeout().multipliedBy(2).toMillis()))
                .setTcpKeepAlive(true);
    }
}

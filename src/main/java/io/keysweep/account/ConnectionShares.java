package io.keysweep.account;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;

/**
 * Shares the connections of this replica among the accounts, so that slow statements of one are not waited for by others: a
 * quarter of the pool is kept from all of them, for the engine and for logins, and one account has {@link
 * AccountConfig#connectionsEach} at the same time. What finds none waits its turn, and fails with {@link
 * DatabaseBusyException} after {@link AccountConfig#connectionTimeout}.
 *
 * <p>Work that has a connection must not ask for another: it could wait for itself.
 */
@Singleton
class ConnectionShares {

    private static final int SHARES = 4;

    private final FairPlaces places;
    private final AccountConfig config;
    private final Vertx vertx;

    ConnectionShares(AccountConfig config, Config settings, Vertx vertx) {
        int poolSize = settings.getValue("quarkus.datasource.reactive.max-size", Integer.class);
        int share = Math.max(1, poolSize / SHARES);
        int each = Math.max(1, config.connectionsEach().orElse(share));
        this.places = new FairPlaces(Math.max(1, poolSize - share), each);
        this.config = config;
        this.vertx = vertx;
    }

    /**
     * Does work that takes a connection, to its end, whether anybody still waits or not: the place is given up with the
     * connection, not before.
     */
    // A client that goes away must not cancel it half way: a session of Hibernate would be closed over a live
    // transaction, and with bad timing its connection be lost to the pool (quarkusio/quarkus#51576).
    // Cancelling what depends on a stage leaves the stage alone.
    <T> Uni<T> within(String account, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .completionStage(
                        () -> placed(account, work).subscribeAsCompletionStage().thenApply(Function.identity()));
    }

    private <T> Uni<T> placed(String account, Supplier<Uni<T>> work) {
        CompletableFuture<Void> admitted = new CompletableFuture<>();
        FairPlaces.Place place = places.enter(account, () -> admitted.complete(null));
        Uni<Void> turn = admitted.isDone() ? Uni.createFrom().voidItem() : waitFor(admitted);
        return turn.chain(() -> work.get()).onTermination().invoke(place::leave);
    }

    // It is whoever leaves that admits the next, on his thread and with his request's context.
    private Uni<Void> waitFor(CompletableFuture<Void> admitted) {
        return Uni.createFrom()
                .completionStage(admitted)
                .ifNoItem()
                .after(config.connectionTimeout())
                .failWith(DatabaseBusyException::new)
                .emitOn(MutinyHelper.executor(vertx.getOrCreateContext()));
    }
}

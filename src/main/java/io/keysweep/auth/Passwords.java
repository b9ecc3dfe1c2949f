package io.keysweep.auth;

import io.keysweep.http.TooManyRequestsException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Makes and checks password hashes off the event loops, a few at a time: guessing passwords must not cost all cores. */
@ApplicationScoped
class Passwords {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final WorkerExecutor workers;
    private final int rounds;
    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    // Checked against when there is no such user, so that the answer takes as long as with one.
    private final String nobody;

    Passwords(Vertx vertx, AuthConfig config) {
        AuthConfig.Local local = config.local();
        this.workers = vertx.createSharedWorkerExecutor("passwords", Math.max(1, local.passwordThreads()));
        this.rounds = local.passwordIterations();
        this.nobody = PasswordHash.ofNobody(rounds);
        this.most = local.passwordThreads() + local.passwordQueue();
    }

    /** A new hash; fails with {@link TooManyRequestsException} when too many are being made or checked. */
    Uni<String> hash(String password) {
        return inTurn(() -> PasswordHash.of(password, rounds));
    }

    /** Whether the password fits; fails like {@link #hash}. */
    Uni<Boolean> matches(String password, String hash) {
        return inTurn(() -> PasswordHash.matches(password, hash));
    }

    /** Whether it was made the way a new one would be; checking one that was not takes another time. */
    boolean upToDate(String hash) {
        return PasswordHash.rounds(hash) == rounds;
    }

    /** Takes as long as {@link #matches} and is never true. */
    Uni<Boolean> matchNobody(String password) {
        return inTurn(() -> PasswordHash.matches(password, nobody));
    }

    private <T> Uni<T> inTurn(Supplier<T> work) {
        return Uni.createFrom().deferred(() -> {
            if (underWay.incrementAndGet() > most) {
                underWay.decrementAndGet();
                throw new TooManyRequestsException("too many logins at once; try again later", RETRY_AFTER);
            }
            return Uni.createFrom().completionStage(() -> workers.executeBlocking(() -> finish(work), false)
                    .toCompletionStage());
        });
    }

    // A login that nobody waits for any more keeps its place until its hash is made: the core is busy that long.
    private <T> T finish(Supplier<T> work) {
        try {
            return work.get();
        } finally {
            underWay.decrementAndGet();
        }
    }
}

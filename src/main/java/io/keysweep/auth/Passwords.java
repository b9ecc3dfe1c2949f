package io.keysweep.auth;

import io.keysweep.http.SlowWork;
import io.keysweep.http.TooManyRequestsException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes and checks password hashes off the event loops, a few at a time: guessing passwords must not cost all cores. */
@ApplicationScoped
class Passwords {

    private final SlowWork work;
    private final int rounds;
    // Checked against when there is no such user, so that the answer takes as long as with one.
    private final String nobody;

    Passwords(Vertx vertx, AuthConfig config) {
        AuthConfig.Local local = config.local();
        this.work = new SlowWork(
                vertx,
                "passwords",
                local.passwordThreads(),
                local.passwordQueue(),
                "too many logins at once; try again later");
        this.rounds = local.passwordIterations();
        this.nobody = PasswordHash.ofNobody(rounds);
    }

    /** A new hash; fails with {@link TooManyRequestsException} when too many are being made or checked. */
    Uni<String> hash(String password) {
        return work.inTurn(() -> PasswordHash.of(password, rounds));
    }

    /** Whether the password fits; fails like {@link #hash}. */
    Uni<Boolean> matches(String password, String hash) {
        return work.inTurn(() -> PasswordHash.matches(password, hash));
    }

    /** Whether it was made the way a new one would be; checking one that was not takes another time. */
    boolean upToDate(String hash) {
        return PasswordHash.rounds(hash) == rounds;
    }

    /** Takes as long as {@link #matches} and is never true. */
    Uni<Boolean> matchNobody(String password) {
        return work.inTurn(() -> PasswordHash.matches(password, nobody));
    }
}

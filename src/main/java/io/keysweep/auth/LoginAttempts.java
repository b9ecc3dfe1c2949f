package io.keysweep.auth;

import io.keysweep.digest.Sha256;
import io.keysweep.http.TooManyRequestsException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Holds up whoever guesses passwords: after some failures in a row, of a user or from an address, each further attempt has to
 * wait twice as long as the one before. A user that there is not is treated like one that there is.
 */
@ApplicationScoped
class LoginAttempts {

    private static final Logger LOGGER = Logger.getLogger(LoginAttempts.class);

    private final LoginAttemptRepository repository;
    private final AuthConfig.LockOut config;

    LoginAttempts(LoginAttemptRepository repository, AuthConfig config) {
        this.repository = repository;
        this.config = config.local().lockOut();
    }

    /** Whoever has logged in, unless it has to wait: then it fails with {@link TooManyRequestsException}. */
    Uni<Optional<LocalUser>> attempt(String username, String address, Supplier<Uni<Optional<LocalUser>>> login) {
        List<String> who = List.of("user:" + Sha256.hex(username), "address:" + address);
        return repository
                .begin(who, List.of(config.userFailures(), config.addressFailures()), config.maximum(), config.memory())
                .invoke(wait -> wait.ifPresent(left -> refuse(left, address)))
                .chain(free -> login.get()
                        .onFailure()
                        .call(failure -> repository.withdraw(who))
                        .call(user -> end(user, who, address)));
    }

    private Uni<Void> end(Optional<LocalUser> user, List<String> who, String address) {
        if (user.isPresent()) {
            return repository.succeed(who.get(0), who.get(1));
        }
        LOGGER.infof("login failed address=%s", address);
        return Uni.createFrom().voidItem();
    }

    private static void refuse(Duration wait, String address) {
        LOGGER.infof("login held up address=%s wait=%s", address, wait);
        throw new TooManyRequestsException("too many failed logins; wait and try again", wait);
    }
}

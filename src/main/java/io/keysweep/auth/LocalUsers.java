package io.keysweep.auth;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Users who log in here. There is one, {@value #ADMIN}, whose password is a setting: it is put into the database when
 * somebody first logs in or comes with a refresh token, so that a database which comes late does no harm, and again when the
 * setting has changed.
 */
@ApplicationScoped
class LocalUsers {

    static final String ADMIN = "admin";
    private static final String ROOT_ACCOUNT = "kylo";

    private final LocalUserRepository repository;
    private final Passwords passwords;
    private final AuthConfig.Local config;
    private volatile boolean administratorIsCurrent;

    LocalUsers(LocalUserRepository repository, Passwords passwords, AuthConfig config) {
        this.repository = repository;
        this.passwords = passwords;
        this.config = config.local();
    }

    /** The user, if there is one of this name and password; takes as long if not, and leaves a record. */
    Uni<Optional<LocalUser>> authenticate(String username, String password) {
        return administratorIsCurrent()
                .chain(() -> repository.find(username))
                .chain(user -> check(user, password))
                .call(user -> user.isPresent() ? Uni.createFrom().voidItem() : repository.refused(username));
    }

    private Uni<Optional<LocalUser>> check(Optional<LocalUser> user, String password) {
        Uni<Boolean> fits = user.isPresent()
                ? passwords.matches(password, user.get().passwordHash())
                : passwords.matchNobody(password);
        return fits.map(yes -> yes ? user : Optional.empty());
    }

    /** Sees to it that the administrator has the configured password, and no session of an earlier one. */
    Uni<Void> administratorIsCurrent() {
        if (administratorIsCurrent || config.adminPassword().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String password = config.adminPassword().get();
        return repository
                .find(ADMIN)
                .chain(seen -> makeCurrent(seen, password))
                .invoke(current -> administratorIsCurrent = current)
                .replaceWithVoid();
    }

    private Uni<Boolean> makeCurrent(Optional<LocalUser> seen, String password) {
        return check(seen, password)
                .chain(fits -> fits.isPresent() ? refreshHash(fits.get(), password) : putAdministrator(password, seen));
    }

    // The same password: no session ends with its old hash.
    private Uni<Boolean> refreshHash(LocalUser user, String password) {
        return passwords.upToDate(user.passwordHash())
                ? Uni.createFrom().item(true)
                : passwords.hash(password).chain(hash -> repository.rehash(user, hash));
    }

    private Uni<Boolean> putAdministrator(String password, Optional<LocalUser> seen) {
        return passwords
                .hash(password)
                .chain(hash -> repository.put(ROOT_ACCOUNT, ADMIN, hash, List.of(Caller.ADMIN), seen));
    }
}

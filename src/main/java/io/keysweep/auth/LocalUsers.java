package io.keysweep.auth;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Users who log in here. There is one, {@value #ADMIN}, whose password is a setting: it is put into the database when
 * somebody first logs in or comes with a refresh token, so that a database which comes late does no harm, and again when the
 * setting has changed. One that was replaced is never put again: replicas with the old setting go on for a while beside those
 * with the new one, and the old password may be known to others.
 */
@ApplicationScoped
class LocalUsers {

    static final String ADMIN = "admin";

    private static final Logger LOGGER = Logger.getLogger(LocalUsers.class);
    private static final long LOOK_AGAIN = Duration.ofMinutes(1).toNanos();

    private final LocalUserRepository repository;
    private final Passwords passwords;
    private final AuthConfig.Local config;
    private volatile Look last;

    /** The administrator's hash as it was last looked at, and when. */
    private record Look(String hash, long nanos) {

        private static Look now(String hash) {
            return new Look(hash, System.nanoTime());
        }

        // A hash in a log is a hash to be guessed at.
        @Override
        public String toString() {
            return "Look[" + nanos + "]";
        }
    }

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

    /**
     * Sees to it that the administrator has the configured password, and no session of an earlier one; now and then again, for
     * another replica may have put another one since.
     */
    Uni<Void> administratorIsCurrent() {
        Look before = last;
        if (config.adminPassword().isEmpty() || (before != null && System.nanoTime() - before.nanos() < LOOK_AGAIN)) {
            return Uni.createFrom().voidItem();
        }
        String password = config.adminPassword().get();
        return repository
                .find(ADMIN)
                .chain(seen -> sameAs(before, seen) ? settled(seen) : settle(seen, password))
                .invoke(hash -> last = hash.map(Look::now).orElse(null))
                .replaceWithVoid();
    }

    private static boolean sameAs(Look before, Optional<LocalUser> seen) {
        return before != null && seen.isPresent() && seen.get().passwordHash().equals(before.hash());
    }

    private static Uni<Optional<String>> settled(Optional<LocalUser> seen) {
        return Uni.createFrom().item(seen.map(LocalUser::passwordHash));
    }

    // Gives the hash that is to stay; empty if somebody else was faster, and there is to be another look.
    private Uni<Optional<String>> settle(Optional<LocalUser> seen, String password) {
        return check(seen, password)
                .chain(fits ->
                        fits.isPresent() ? refreshHash(fits.get(), password) : putUnlessReplaced(password, seen));
    }

    // The same password: no session ends with its old hash.
    private Uni<Optional<String>> refreshHash(LocalUser user, String password) {
        return passwords.upToDate(user.passwordHash())
                ? settled(Optional.of(user))
                : passwords
                        .hash(password)
                        .chain(hash -> repository.rehash(user, hash).map(done -> hashIf(done, hash)));
    }

    private Uni<Optional<String>> putUnlessReplaced(String password, Optional<LocalUser> seen) {
        return repository
                .replaced(ADMIN)
                .chain(hashes -> isAmong(hashes, password))
                .chain(replaced -> replaced ? leave(seen) : putAdministrator(password, seen));
    }

    private Uni<Boolean> isAmong(List<String> hashes, String password) {
        return Multi.createFrom()
                .iterable(hashes)
                .onItem()
                .transformToUniAndConcatenate(hash -> passwords.matches(password, hash))
                .collect()
                .asList()
                .map(matches -> matches.contains(true));
    }

    private static Uni<Optional<String>> leave(Optional<LocalUser> seen) {
        LOGGER.warn("keysweep.auth.local.admin-password of this replica is out of date: another replica has put another"
                + " password in the place of this one, which stays replaced; give all replicas the present one, or one"
                + " that was never in use");
        return settled(seen);
    }

    private Uni<Optional<String>> putAdministrator(String password, Optional<LocalUser> seen) {
        return passwords.hash(password).chain(hash -> repository
                .put(Caller.ROOT_ACCOUNT, ADMIN, hash, List.of(Caller.ADMIN), seen)
                .map(done -> hashIf(done, hash)));
    }

    private static Optional<String> hashIf(boolean done, String hash) {
        return done ? Optional.of(hash) : Optional.empty();
    }
}

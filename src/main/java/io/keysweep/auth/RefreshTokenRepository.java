package io.keysweep.auth;

import io.keysweep.account.AllAccountsDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The statements on refresh tokens. All comparisons of time are the database's. */
@ApplicationScoped
class RefreshTokenRepository {

    // Some that have expired are cleared away in passing.
    private static final String ADD =
            """
            WITH expired AS (
                DELETE FROM refresh_token WHERE token_hash IN (
                    SELECT token_hash FROM refresh_token WHERE valid_until <= now()
                    ORDER BY valid_until LIMIT 100 FOR UPDATE SKIP LOCKED))
            INSERT INTO refresh_token (token_hash, id, user_id, expires_at, unused_limit, valid_until)
            SELECT $1, $2, $3, t.expires_at, t.unused, least(t.expires_at, now() + coalesce(t.unused, t.life))
            FROM (SELECT now() + make_interval(secs => $4) AS expires_at, make_interval(secs => $4) AS life,
                         make_interval(secs => nullif($5::double precision, 0)) AS unused) t""";

    private static final String USE =
            """
            WITH used AS (
                UPDATE refresh_token SET valid_until = least(expires_at, now() + coalesce(unused_limit, expires_at - now()))
                WHERE token_hash = $1 AND valid_until > now()
                RETURNING id, user_id)
            SELECT u.id, u.account, u.username, u.password_hash, u.groups, used.id AS session
            FROM used JOIN local_user u ON u.id = used.user_id""";

    private static final String RENEW = "UPDATE refresh_token SET token_hash = $2 WHERE token_hash = $1";

    /** Whoever came with a refresh token, and the session it names. */
    record Session(LocalUser user, UUID id) {}

    private final AllAccountsDatabase database;

    RefreshTokenRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    /** Stores a token's hash; {@code unusedLimit} of nothing means that it may lie unused until it expires. */
    Uni<Void> add(RefreshToken token, LocalUser user, Duration lifetime, Duration unusedLimit) {
        return database.execute(
                        ADD,
                        Tuple.of(
                                Buffer.buffer(token.hash()),
                                token.id(),
                                user.id(),
                                (double) lifetime.toSeconds(),
                                (double) unusedLimit.toSeconds()))
                .replaceWithVoid();
    }

    /** Uses a token; empty if there is none like it that holds. */
    Uni<Optional<Session>> use(String token) {
        return database.execute(USE, Tuple.of(Buffer.buffer(RefreshToken.hash(token))))
                .map(rows -> {
                    var iterator = rows.iterator();
                    if (!iterator.hasNext()) {
                        return Optional.empty();
                    }
                    var row = iterator.next();
                    return Optional.of(new Session(LocalUserRepository.user(row), row.getUUID("session")));
                });
    }

    /** Puts another token in the place of one; false if that is gone. */
    Uni<Boolean> renew(String old, RefreshToken renewed) {
        return database.execute(RENEW, Tuple.of(Buffer.buffer(RefreshToken.hash(old)), Buffer.buffer(renewed.hash())))
                .map(rows -> rows.rowCount() == 1);
    }
}

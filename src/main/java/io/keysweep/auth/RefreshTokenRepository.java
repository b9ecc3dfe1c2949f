package io.keysweep.auth;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Origin;
import io.keysweep.account.Rows;
import io.keysweep.digest.Sha256;
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

    // Of whose password still is the one that was proven: its replacement waits for this, and ends
    // this session then. Some tokens that have expired are cleared away in passing, at the end of the
    // statement: the user's row is locked first.
    static final String ADD =
            """
            WITH expired AS (
                DELETE FROM refresh_token WHERE token_hash IN (
                    SELECT token_hash FROM refresh_token WHERE valid_until <= now()
                    ORDER BY valid_until LIMIT 100 FOR UPDATE SKIP LOCKED))
            INSERT INTO refresh_token (token_hash, id, user_id, expires_at, unused_limit, valid_until)
            SELECT $1, $2, $3, t.expires_at, t.unused, least(t.expires_at, now() + coalesce(t.unused, t.life))
            FROM (SELECT now() + make_interval(secs => $4) AS expires_at, make_interval(secs => $4) AS life,
                         make_interval(secs => nullif($5::double precision, 0)) AS unused) t,
                 local_user u
            WHERE u.id = $3 AND u.password_hash = $6 FOR SHARE OF u""";

    private static final String USE =
            """
            WITH used AS (
                UPDATE refresh_token SET valid_until = least(expires_at, now() + coalesce(unused_limit, expires_at - now()))
                WHERE token_hash = $1 AND valid_until > now()
                RETURNING id, user_id)
            SELECT u.id, u.account, u.username, u.password_hash, u.groups, used.id AS session
            FROM used JOIN local_user u ON u.id = used.user_id""";

    // The old one stays known, so that it is noticed when somebody comes with it.
    private static final String RENEW =
            """
            WITH renewed AS (UPDATE refresh_token SET token_hash = $2 WHERE token_hash = $1 RETURNING id)
            INSERT INTO renewed_refresh_token (token_hash, session_id) SELECT $1, id FROM renewed""";

    private static final String ENDED =
            """
            WITH ended AS (%s RETURNING t.id, t.user_id),
            audited AS (
                INSERT INTO audit_pending (account, action, subject, details)
                SELECT u.account, 'session.ended', 'kylo:' || u.account || ':usermgmt:users:' || u.id,
                       jsonb_build_object('username', u.username, 'session', e.id, 'reason', '%s')
                FROM ended e JOIN local_user u ON u.id = e.user_id)
            SELECT e.id%s FROM ended e""";

    // Who of the two that have it came with it nobody can tell.
    private static final String END_IF_RENEWED = ENDED.formatted(
            """
                    DELETE FROM refresh_token t USING renewed_refresh_token r
                    WHERE r.token_hash = $1 AND t.id = r.session_id""",
            "a refresh token was used that had been renewed",
            "");

    // With the present token or an earlier one: whoever has any of them may end the session, and is taken for its
    // user by the record, which is written when the transaction ends.
    private static final String END = ENDED.formatted(
            """
                    DELETE FROM refresh_token t WHERE t.token_hash = $1
                       OR t.id = (SELECT session_id FROM renewed_refresh_token WHERE token_hash = $1)""",
            "revoked",
            ", set_config('keysweep.actor', '%s' || e.user_id, true)".formatted(LocalUser.SUBJECT));

    /** Whoever came with a refresh token, and the session it names. */
    record Session(LocalUser user, UUID id) {}

    private final AllAccountsDatabase database;

    RefreshTokenRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    /**
     * Stores a token's hash; {@code unusedLimit} of nothing means that it may lie unused until it expires.
     *
     * @param user as its password was proven
     * @return false if the user's password was replaced meanwhile
     */
    Uni<Boolean> add(RefreshToken token, LocalUser user, Duration lifetime, Duration unusedLimit) {
        return database.execute(
                        Origin.current().of(user.subject()),
                        ADD,
                        Tuple.of(
                                Buffer.buffer(token.hash()),
                                token.id(),
                                user.id(),
                                (double) lifetime.toSeconds(),
                                (double) unusedLimit.toSeconds(),
                                user.passwordHash()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Uses a token; empty if there is none like it that holds. */
    Uni<Optional<Session>> use(String token) {
        return database.execute(USE, Tuple.of(Buffer.buffer(Sha256.of(token)))).map(rows -> Rows.first(rows)
                .map(row -> new Session(LocalUserRepository.user(row), row.getUUID("session"))));
    }

    /** Ends the session of a token that was renewed; gives its id if there was one. */
    Uni<Optional<UUID>> endIfRenewed(String token) {
        return delete(END_IF_RENEWED, token);
    }

    /**
     * Ends the session of a token; gives its id if there was one. One that is being renewed at the moment is waited for, and then
     * has another token, of which the statement that waited does not know yet.
     */
    Uni<Optional<UUID>> end(String token) {
        return delete(END, token)
                .chain(ended -> ended.isPresent() ? Uni.createFrom().item(ended) : delete(END, token));
    }

    private Uni<Optional<UUID>> delete(String sql, String token) {
        return database.execute(Origin.current(), sql, Tuple.of(Buffer.buffer(Sha256.of(token))))
                .map(rows -> Rows.first(rows).map(row -> row.getUUID("id")));
    }

    /** Puts another token in the place of one; false if that is gone. */
    Uni<Boolean> renew(String old, RefreshToken renewed) {
        return database.execute(RENEW, Tuple.of(Buffer.buffer(Sha256.of(old)), Buffer.buffer(renewed.hash())))
                .map(rows -> rows.rowCount() == 1);
    }
}

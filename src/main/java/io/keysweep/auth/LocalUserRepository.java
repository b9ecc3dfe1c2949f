package io.keysweep.auth;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Origin;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The statements on local users. A user name is unique over all accounts: it is how an account is found. */
@ApplicationScoped
class LocalUserRepository {

    private static final String FIND =
            "SELECT id, account, username, password_hash, groups FROM local_user WHERE username = $1";

    // A new password ends the sessions that the old one began. Of several that saw the same user, or
    // none, one succeeds: the others would end the sessions that the first has begun meanwhile. The
    // hash of the old one is kept, to know it by. The user is locked by a statement before: one that
    // waits deletes no session that began meanwhile.
    private static final String LOCK = "SELECT id FROM local_user WHERE username = $1 FOR UPDATE";

    private static final String PUT =
            """
            WITH put AS (
                INSERT INTO local_user (id, account, username, password_hash, groups)
                VALUES (gen_random_uuid(), $1, $2, $3, $4)
                ON CONFLICT (username) DO UPDATE
                SET account = EXCLUDED.account, password_hash = EXCLUDED.password_hash, groups = EXCLUDED.groups,
                    updated_at = now()
                WHERE local_user.password_hash = $5
                RETURNING id),
            replaced AS (
                INSERT INTO replaced_password (user_id, password_hash) SELECT put.id, $5 FROM put WHERE $5 IS NOT NULL
                ON CONFLICT DO NOTHING),
            ended AS (DELETE FROM refresh_token t USING put WHERE t.user_id = put.id)
            SELECT count(*) AS put FROM put""";

    private static final String REPLACED =
            """
            SELECT p.password_hash FROM replaced_password p JOIN local_user u ON u.id = p.user_id
            WHERE u.username = $1 ORDER BY p.replaced_at DESC""";

    private static final String REHASH =
            "UPDATE local_user SET password_hash = $3, updated_at = now() WHERE id = $1 AND password_hash = $2";

    // Of an unknown user too, in the root account, so that the answer takes as long; without the name,
    // which is a password now and then.
    private static final String REFUSED =
            """
            INSERT INTO audit_pending (account, action, subject, outcome, details)
            SELECT coalesce(u.account, 'kylo'), 'login.failed',
                   'kylo:' || coalesce(u.account, 'kylo') || ':usermgmt:users:' || coalesce(u.id::text, 'unknown'), 'failure',
                   jsonb_build_object('username', u.username)
            FROM (VALUES (1)) one LEFT JOIN local_user u ON u.username = $1""";

    private final AllAccountsDatabase database;

    LocalUserRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    Uni<Optional<LocalUser>> find(String username) {
        return database.execute(FIND, Tuple.of(username))
                .map(rows -> Rows.first(rows).map(LocalUserRepository::user));
    }

    /** Puts a refused login on record, as of somebody unknown: the name is what he failed to prove. */
    Uni<Void> refused(String username) {
        return database.execute(Origin.current(), REFUSED, Tuple.of(username)).replaceWithVoid();
    }

    /** The hashes of passwords that the user had before, the last one first. */
    Uni<List<String>> replaced(String username) {
        return database.execute(REPLACED, Tuple.of(username))
                .map(rows -> Rows.all(rows, row -> row.getString("password_hash")));
    }

    /** Gives the user another hash of the same password; false if somebody else changed it meanwhile. */
    Uni<Boolean> rehash(LocalUser user, String passwordHash) {
        return database.execute(REHASH, Tuple.of(user.id(), user.passwordHash(), passwordHash))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Makes the user, or gives it this password and these groups.
     *
     * @param seen the user as it was found, if there was one
     * @return false if somebody else made or changed it meanwhile
     */
    Uni<Boolean> put(
            String account, String username, String passwordHash, List<String> groups, Optional<LocalUser> seen) {
        Tuple parameters = Tuple.tuple()
                .addString(account)
                .addString(username)
                .addString(passwordHash)
                .addArrayOfString(groups.toArray(String[]::new))
                .addString(seen.map(LocalUser::passwordHash).orElse(null));
        return database.transaction(transaction -> transaction
                        .preparedQuery(LOCK)
                        .execute(Tuple.of(username))
                        .chain(() -> transaction.preparedQuery(PUT).execute(parameters)))
                .map(rows -> Rows.only(rows).getLong("put") == 1);
    }

    static LocalUser user(Row row) {
        return new LocalUser(
                row.getUUID("id"),
                row.getString("account"),
                row.getString("username"),
                row.getString("password_hash"),
                List.of(row.getArrayOfStrings("groups")));
    }
}

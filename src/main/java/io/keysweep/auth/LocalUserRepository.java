package io.keysweep.auth;

import io.keysweep.account.AllAccountsDatabase;
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

    // A new password ends the sessions that the old one began. Of several that saw the same user, or none,
    // one succeeds: the others would end the sessions that the first has begun meanwhile.
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
            ended AS (DELETE FROM refresh_token t USING put WHERE t.user_id = put.id)
            SELECT count(*) AS put FROM put""";

    private final AllAccountsDatabase database;

    LocalUserRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    Uni<Optional<LocalUser>> find(String username) {
        return database.execute(FIND, Tuple.of(username)).map(rows -> {
            var iterator = rows.iterator();
            return iterator.hasNext() ? Optional.of(user(iterator.next())) : Optional.empty();
        });
    }

    /**
     * Makes the user, or gives it this password and these groups.
     *
     * @param seen the user as it was found, if there was one
     * @return false if somebody else made or changed it meanwhile
     */
    Uni<Boolean> put(
            String account, String username, String passwordHash, List<String> groups, Optional<LocalUser> seen) {
        return database.execute(
                        PUT,
                        Tuple.tuple()
                                .addString(account)
                                .addString(username)
                                .addString(passwordHash)
                                .addArrayOfString(groups.toArray(String[]::new))
                                .addString(seen.map(LocalUser::passwordHash).orElse(null)))
                .map(rows -> rows.iterator().next().getLong("put") == 1);
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

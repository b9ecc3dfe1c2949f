package io.keysweep.auth;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
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

    // A new password ends the sessions that the old one began.
    private static final String PUT =
            """
            WITH put AS (
                INSERT INTO local_user (id, account, username, password_hash, groups)
                VALUES (gen_random_uuid(), $1, $2, $3, $4)
                ON CONFLICT (username) DO UPDATE
                SET account = EXCLUDED.account, password_hash = EXCLUDED.password_hash, groups = EXCLUDED.groups,
                    updated_at = now()
                RETURNING id, account, username, password_hash, groups),
            ended AS (DELETE FROM refresh_token t USING put WHERE t.user_id = put.id)
            SELECT * FROM put""";

    private final Pool pool;

    LocalUserRepository(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<LocalUser>> find(String username) {
        return pool.preparedQuery(FIND).execute(Tuple.of(username)).map(rows -> {
            var iterator = rows.iterator();
            return iterator.hasNext() ? Optional.of(user(iterator.next())) : Optional.empty();
        });
    }

    /** Makes the user, or gives it this password and these groups. */
    Uni<LocalUser> put(String account, String username, String passwordHash, List<String> groups) {
        return pool.preparedQuery(PUT)
                .execute(Tuple.tuple()
                        .addString(account)
                        .addString(username)
                        .addString(passwordHash)
                        .addArrayOfString(groups.toArray(String[]::new)))
                .map(rows -> user(rows.iterator().next()));
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

package io.keysweep.auth;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.encryption.RetiredKeyException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements on signing keys and on what our tokens are issued for. They belong to no account. */
@ApplicationScoped
class SigningKeyRepository {

    private static final String AUDIENCE = "SELECT audience FROM installation";

    private static final String NEWEST =
            """
            SELECT generation, kid, public_key, wrapped_private_key, wrapping_key
            FROM signing_key ORDER BY generation DESC LIMIT 1""";

    private static final String ALL =
            """
            SELECT generation, kid, public_key, wrapped_private_key, wrapping_key
            FROM signing_key ORDER BY generation DESC LIMIT 100""";

    // The replica that loses the race changes nothing and reads the winner's key.
    private static final String ADD =
            """
            INSERT INTO signing_key (generation, kid, public_key, wrapped_private_key, wrapping_key)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (generation) DO NOTHING""";

    private final AllAccountsDatabase database;

    SigningKeyRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    Uni<UUID> audience() {
        return database.execute(AUDIENCE, Tuple.tuple())
                .map(rows -> Rows.only(rows).getUUID("audience"));
    }

    Uni<Optional<StoredKey>> newest() {
        return database.execute(NEWEST, Tuple.tuple())
                .map(rows -> Rows.first(rows).map(SigningKeyRepository::key));
    }

    Uni<List<StoredKey>> all() {
        return database.execute(ALL, Tuple.tuple()).map(rows -> Rows.all(rows, SigningKeyRepository::key));
    }

    /** False if another replica was first. */
    Uni<Boolean> add(StoredKey key) {
        return RetiredKeyException.told(database.execute(
                        ADD,
                        Tuple.of(
                                key.generation(),
                                key.id(),
                                io.vertx.core.buffer.Buffer.buffer(key.publicKey()),
                                io.vertx.core.buffer.Buffer.buffer(key.wrappedPrivateKey()),
                                key.wrappingKey())))
                .map(rows -> rows.rowCount() == 1);
    }

    private static StoredKey key(Row row) {
        return new StoredKey(
                row.getInteger("generation"),
                row.getString("kid"),
                row.getBuffer("public_key").getBytes(),
                row.getBuffer("wrapped_private_key").getBytes(),
                row.getString("wrapping_key"));
    }
}

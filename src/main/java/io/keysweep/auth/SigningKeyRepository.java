package io.keysweep.auth;

import io.keysweep.account.AllAccountsDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

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
                .map(rows -> rows.iterator().next().getUUID("audience"));
    }

    Uni<Optional<StoredKey>> newest() {
        return database.execute(NEWEST, Tuple.tuple()).map(rows -> StreamSupport.stream(rows.spliterator(), false)
                .map(SigningKeyRepository::key)
                .findFirst());
    }

    Uni<List<StoredKey>> all() {
        return database.execute(ALL, Tuple.tuple()).map(rows -> StreamSupport.stream(rows.spliterator(), false)
                .map(SigningKeyRepository::key)
                .toList());
    }

    /** False if another replica was first. */
    Uni<Boolean> add(StoredKey key) {
        return database.execute(
                        ADD,
                        Tuple.of(
                                key.generation(),
                                key.id(),
                                io.vertx.core.buffer.Buffer.buffer(key.publicKey()),
                                io.vertx.core.buffer.Buffer.buffer(key.wrappedPrivateKey()),
                                key.wrappingKey()))
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

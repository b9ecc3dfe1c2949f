package io.keysweep.audit;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Signed ends of chains, and the public keys of whatever was signed here. */
@ApplicationScoped
class CheckpointRepository {

    private static final String LAST =
            "SELECT seq, hash, jws FROM audit_checkpoint WHERE account = $1 ORDER BY seq DESC LIMIT 1";

    private static final String ADD =
            """
            INSERT INTO audit_checkpoint (account, seq, hash, jws) VALUES ($1, $2, $3, $4)
            ON CONFLICT (account, seq) DO NOTHING""";

    // Goes from account to account along the primary key, not through their records. The longest without one first: if
    // there are more than can be signed, all wait equally long.
    private static final String BEHIND =
            """
            WITH RECURSIVE known AS (
                (SELECT account FROM audit_record ORDER BY account LIMIT 1)
                UNION ALL
                SELECT (SELECT r.account FROM audit_record r WHERE r.account > k.account ORDER BY r.account LIMIT 1)
                FROM known k WHERE k.account IS NOT NULL)
            SELECT k.account, r.seq, r.hash
            FROM known k CROSS JOIN LATERAL (
                SELECT seq, hash FROM audit_record WHERE account = k.account ORDER BY seq DESC LIMIT 1) r
            LEFT JOIN LATERAL (
                SELECT seq, created_at FROM audit_checkpoint WHERE account = k.account ORDER BY seq DESC LIMIT 1) c ON true
            WHERE r.seq > coalesce(c.seq, 0) AND coalesce(c.created_at NOT BETWEEN now() - interval '1 hour' AND now(), true)
            ORDER BY c.created_at NULLS FIRST LIMIT $1""";

    private static final String ADD_KEY =
            "INSERT INTO audit_key (kid, jwk) VALUES ($1, $2) ON CONFLICT (kid) DO NOTHING";

    private static final String KEY = "SELECT jwk FROM audit_key WHERE kid = $1";

    private static final String KEYS = "SELECT jwk FROM audit_key ORDER BY created_at, kid";

    private final AccountDatabase database;
    private final AllAccountsDatabase allAccounts;

    CheckpointRepository(AccountDatabase database, AllAccountsDatabase allAccounts) {
        this.database = database;
        this.allAccounts = allAccounts;
    }

    /** The account's latest. */
    Uni<Optional<Checkpoint>> last(String account) {
        return database.execute(account, LAST, Tuple.of(account)).map(rows -> Rows.first(rows)
                .map(row -> new Checkpoint(
                        account, row.getLong("seq"), row.getBuffer("hash").getBytes(), row.getString("jws"))));
    }

    /** Keeps one; false if it was there. */
    Uni<Boolean> add(Checkpoint checkpoint) {
        return database.execute(
                        checkpoint.account(),
                        ADD,
                        Tuple.of(
                                checkpoint.account(),
                                checkpoint.seq(),
                                Buffer.buffer(checkpoint.hash()),
                                checkpoint.jws()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Ends of chains that grew, and had no checkpoint for an hour; those that wait longest. */
    Uni<List<Checkpoint>> behind(int most) {
        return allAccounts.execute(BEHIND, Tuple.of(most)).map(rows -> Rows.all(rows, CheckpointRepository::end));
    }

    private static Checkpoint end(Row row) {
        return new Checkpoint(
                row.getString("account"),
                row.getLong("seq"),
                row.getBuffer("hash").getBytes(),
                null);
    }

    /** Keeps a public key, for as long as what it signed. */
    Uni<Void> addKey(String keyId, String jwk) {
        return allAccounts.execute(ADD_KEY, Tuple.of(keyId, jwk)).replaceWithVoid();
    }

    /** The public key that is kept under that name, as JWK. */
    Uni<String> key(String keyId) {
        return allAccounts
                .execute(KEY, Tuple.of(keyId))
                .map(rows -> rows.iterator().next().getString("jwk"));
    }

    /** All public keys, as JWK. */
    Uni<List<String>> keys() {
        return allAccounts.execute(KEYS, Tuple.tuple()).map(rows -> Rows.all(rows, row -> row.getString("jwk")));
    }
}

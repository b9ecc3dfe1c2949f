package io.keysweep.connection;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.encryption.RetiredKeyException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** What is written of connections, and their secrets as they are stored. */
@ApplicationScoped
class StoredConnectionRepository {

    private static final String INSERT =
            """
            INSERT INTO connection (id, account, name, description, cloud_name, auth_type, tenant_id, client_id, products, meta,
                                    labels, certificate, certificate_thumbprint, sealed_secret, wrapped_key, wrapping_key,
                                    created_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            ON CONFLICT (account, name) DO NOTHING""";

    // Without a new secret the stored one stays, if it is of the same kind. What was known of logins was of the old
    // one.
    private static final String UPDATE =
            """
            UPDATE connection c
            SET description = $4, cloud_name = $5, auth_type = $6, tenant_id = $7, client_id = $8, products = $9, meta = $10,
                labels = $11, certificate = CASE WHEN n.keep THEN c.certificate ELSE $12 END,
                certificate_thumbprint = CASE WHEN n.keep THEN c.certificate_thumbprint ELSE $13 END,
                sealed_secret = CASE WHEN n.keep THEN c.sealed_secret ELSE $14 END,
                wrapped_key = CASE WHEN n.keep THEN c.wrapped_key ELSE $15 END,
                wrapping_key = CASE WHEN n.keep THEN c.wrapping_key ELSE $16 END,
                revision = c.revision + 1, last_connection_ok = NULL, last_connection_error = NULL,
                last_connection_at = NULL, updated_at = now()
            FROM (SELECT $14::bytea IS NULL AND $6 IN ('client_secret', 'certificate') AS keep) n
            WHERE c.account = $2 AND c.id = $1 AND c.revision = $3""";

    // The foreign key of the vaults stops it too; this statement only knows better what to say.
    private static final String DELETE =
            """
            DELETE FROM connection c WHERE c.account = $1 AND c.id = $2
            AND NOT EXISTS (SELECT FROM vault v WHERE v.account = c.account AND v.connection = c.name)
            RETURNING name""";

    private static final String VAULTS =
            """
            SELECT v.azure_name || '::' || v.subscription_id AS name
            FROM vault v JOIN connection c ON c.account = v.account AND c.name = v.connection
            WHERE c.account = $1 AND c.id = $2 ORDER BY 1 LIMIT 20""";

    private static final String NOTE =
            """
            UPDATE connection SET last_connection_ok = $3, last_connection_error = $4, last_connection_at = now()
            WHERE id = $1 AND revision = $2""";

    private static final String STORED =
            """
            SELECT id, account, cloud_name, auth_type, tenant_id, client_id, revision, sealed_secret, wrapped_key, wrapping_key
            FROM connection WHERE account = $1 AND name = $2""";

    private final AccountDatabase database;
    private final AllAccountsDatabase engine;

    StoredConnectionRepository(AccountDatabase database, AllAccountsDatabase engine) {
        this.database = database;
        this.engine = engine;
    }

    /** A connection with its secret as it is stored; null where there is none. */
    record Stored(
            UUID id,
            String account,
            String cloudName,
            AuthType authType,
            String tenantId,
            String clientId,
            int revision,
            SealedSecret secret) {}

    /**
     * Stores a new connection; false if the account has one of its name. This and {@link #update} fail with {@link
     * RetiredKeyException} if what wrapped the secret's key is retired.
     */
    Uni<Boolean> insert(UUID id, String account, ConnectionDraft draft, SealedSecret secret, String by) {
        Tuple values = values(id, account, draft, secret, draft.name());
        return RetiredKeyException.told(database.execute(account, INSERT, values.addString(by)))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Changes the connection.
     *
     * @param revision the one that the change was made from
     * @param secret the new one, or null
     * @return false if it is not there any more in this revision
     */
    Uni<Boolean> update(UUID id, String account, int revision, ConnectionDraft draft, SealedSecret secret) {
        return RetiredKeyException.told(database.execute(account, UPDATE, values(id, account, draft, secret, revision)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Tuple values(UUID id, String account, ConnectionDraft draft, SealedSecret secret, Object third) {
        ClientCertificate certificate = draft.certificate();
        return Tuple.tuple()
                .addUUID(id)
                .addString(account)
                .addValue(third)
                .addString(draft.description())
                .addString(draft.cloud().wireName())
                .addString(draft.authType().wireName())
                .addString(draft.tenantId())
                .addString(draft.clientId())
                .addArrayOfString(draft.products().toArray(String[]::new))
                .addValue(new JsonObject(draft.meta()))
                .addValue(new JsonObject(draft.labels()))
                .addString(certificate == null ? null : certificate.pem())
                .addString(certificate == null ? null : certificate.thumbprint())
                .addValue(secret == null ? null : Buffer.buffer(secret.sealed()))
                .addValue(secret == null ? null : Buffer.buffer(secret.wrappedKey()))
                .addString(secret == null ? null : secret.wrappingKey());
    }

    /** Deletes a connection that no vault is reached by; gives its name, or null if nothing was deleted. */
    Uni<String> delete(String account, UUID id) {
        return database.execute(account, DELETE, Tuple.of(account, id))
                .map(rows -> Rows.first(rows).map(row -> row.getString("name")).orElse(null));
    }

    /** The names of the first vaults that are reached by the connection. */
    Uni<List<String>> vaultsOf(String account, UUID id) {
        return database.execute(account, VAULTS, Tuple.of(account, id))
                .map(rows -> Rows.all(rows, row -> row.getString("name")));
    }

    /** Notes how a login went, unless the connection was changed since; {@code error} is null if it went well. */
    Uni<Void> note(UUID id, int revision, String error) {
        return engine.execute(NOTE, Tuple.of(id, revision, error == null, error))
                .replaceWithVoid();
    }

    /** The account's connection of this name, or null. */
    Uni<Stored> find(String account, String name) {
        return database.execute(account, STORED, Tuple.of(account, name))
                .map(rows ->
                        Rows.first(rows).map(StoredConnectionRepository::stored).orElse(null));
    }

    private static Stored stored(Row row) {
        var sealed = row.getBuffer("sealed_secret");
        return new Stored(
                row.getUUID("id"),
                row.getString("account"),
                row.getString("cloud_name"),
                AuthType.of(row.getString("auth_type")),
                row.getString("tenant_id"),
                row.getString("client_id"),
                row.getInteger("revision"),
                sealed == null
                        ? null
                        : new SealedSecret(
                                sealed.getBytes(),
                                row.getBuffer("wrapped_key").getBytes(),
                                row.getString("wrapping_key")));
    }
}

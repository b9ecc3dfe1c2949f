package io.keysweep.key;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.azure.KeyAttributes;
import io.keysweep.azure.KeyVersions;
import io.keysweep.azure.PublicKey;
import io.keysweep.azure.VaultKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

/**
 * Writes what Azure has answered about keys. Each statement is bound to the key's account and to what the row has to be
 * like; one that finds it changed writes nothing and says so.
 */
@ApplicationScoped
public class KeyWriteRepository {

    // A key of that name that is there already was brought by somebody else since we looked: it is the same key.
    private static final String ADD =
            """
            INSERT INTO azure_key (id, account, vault_id, key_name, version, version_count, kid, kty, crv, key_size,
                                   key_ops, public_key, attributes, tags, created_by, synced_at)
            SELECT $1, v.account, v.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, now()
            FROM vault v WHERE v.account = $2 AND v.id = $3
            ON CONFLICT (vault_id, key_name) DO UPDATE
            SET version = excluded.version, version_count = greatest(azure_key.version_count, excluded.version_count),
                kid = excluded.kid, kty = excluded.kty, crv = excluded.crv, key_size = excluded.key_size,
                key_ops = excluded.key_ops, public_key = excluded.public_key, attributes = excluded.attributes,
                tags = excluded.tags, status = 'AVAILABLE', deleted = false, key_soft_deleted_in_azure = false,
                gone = false, updated_at = now(), synced_at = now()
            RETURNING id""";

    // What took the place of the key on record is another one if its oldest version, $16, is younger; where nobody has
    // looked, the time on record stays, for whoever looks next.
    private static final String REPLACE =
            """
            WITH known AS MATERIALIZED (
                SELECT id, version, CASE WHEN NOT gone THEN (attributes ->> 'created')::bigint END AS created
                FROM azure_key WHERE account = $1 AND id = $2),
            written AS (
                UPDATE azure_key
                SET version = $4, version_count = coalesce($5, version_count), kid = $6, kty = $7, crv = $8, key_size = $9,
                    key_ops = $10, public_key = $11, tags = $13, status = $14, deleted = false,
                    attributes = CASE WHEN $14 = 'SOFT-DELETED' AND attributes ? 'created'
                                      THEN $12::jsonb || jsonb_build_object('created', attributes -> 'created') ELSE $12 END,
                    key_soft_deleted_in_azure = ($14 = 'SOFT-DELETED'), gone = false, updated_at = now(), synced_at = now()
                WHERE account = $1 AND id = $2 AND (updated_at = $3 OR status = $15)
                RETURNING id)
            SELECT w.id, CASE WHEN k.created < $16::bigint THEN key_backup_hold_replaced(w.id, $16, k.version) END
            FROM written w JOIN known k ON k.id = w.id""";

    private static final String MOVE =
            """
            UPDATE azure_key
            SET status = $4, deleted = ($4 = 'DELETED'), gone = ($4 = 'DELETED'),
                key_soft_deleted_in_azure = ($4 = 'SOFT-DELETED'), updated_at = now()
            WHERE account = $1 AND id = $2 AND status = $3
            RETURNING id""";

    private static final String VANISH =
            """
            UPDATE azure_key
            SET status = 'DELETED', deleted = true, gone = true, key_soft_deleted_in_azure = false, updated_at = now(),
                synced_at = now()
            WHERE account = $1 AND id = $2 AND updated_at = $3
            RETURNING id""";

    private static final String NAMED =
            "SELECT status FROM azure_key WHERE account = $1 AND vault_id = $2 AND folded_name = lower($3)";

    private final AccountDatabase database;

    KeyWriteRepository(AccountDatabase database) {
        this.database = database;
    }

    /**
     * A key to be added.
     *
     * @param versions how many it has
     * @param createdBy whose wish it was
     */
    public record NewRow(String account, UUID vaultId, VaultKey key, int versions, String createdBy) {}

    /** Adds a key that Azure has; gives its id, or null if the vault is not there any more. */
    public Uni<UUID> add(NewRow row) {
        VaultKey key = row.key();
        Tuple values = Tuple.tuple()
                .addUUID(UUID.randomUUID())
                .addString(row.account())
                .addUUID(row.vaultId())
                .addString(key.name())
                .addString(key.version())
                .addInteger(row.versions());
        return one(row.account(), ADD, state(values, key).addString(row.createdBy()));
    }

    /**
     * Writes what Azure was seen to have of the key, unless the row has changed since it was read: that is the newer.
     *
     * @param versions those that it has; null: as before
     * @return whether it was written
     */
    public Uni<Boolean> replace(AzureKey seen, VaultKey key, KeyVersions versions, KeyState state) {
        return replace(seen, key, count(versions), oldestAt(versions), state, null);
    }

    private static Integer count(KeyVersions versions) {
        return versions == null ? null : versions.count();
    }

    private static Long oldestAt(KeyVersions versions) {
        return versions == null ? null : versions.oldestAt();
    }

    /**
     * Writes what Azure has made of the key by our wish. The row may have changed, if only the key is still in the state
     * that it was in.
     *
     * @param versions how many it has
     * @return whether it was written
     */
    public Uni<Boolean> bring(AzureKey key, VaultKey made, int versions, KeyState from, KeyState to) {
        return replace(key, made, versions, null, to, from.wireName());
    }

    /**
     * The same for what stays in its state.
     *
     * @param versions those that it has; null: as before
     * @return whether it was written
     */
    public Uni<Boolean> bring(AzureKey key, VaultKey made, KeyVersions versions, KeyState state) {
        return replace(key, made, count(versions), oldestAt(versions), state, state.wireName());
    }

    private Uni<Boolean> replace(
            AzureKey seen, VaultKey key, Integer versions, Long oldest, KeyState state, String from) {
        Tuple values = unchanged(seen).addString(key.version()).addInteger(versions);
        return one(
                        seen.account,
                        REPLACE,
                        state(values, key)
                                .addString(state.wireName())
                                .addString(from)
                                .addLong(oldest))
                .map(id -> id != null);
    }

    /** Writes that Azure has moved the key from one state to another; gives whether it was in the first. */
    Uni<Boolean> move(AzureKey key, KeyState from, KeyState to) {
        return one(key.account, MOVE, Tuple.of(key.account, key.id, from.wireName(), to.wireName()))
                .map(id -> id != null);
    }

    /** Writes that Azure has no such key any more, unless the row has changed since it was read. */
    Uni<Boolean> vanish(AzureKey seen) {
        return one(seen.account, VANISH, unchanged(seen)).map(id -> id != null);
    }

    /** The status of the vault's key of this name, in whatever case, or null. */
    public Uni<String> statusOfNamed(String account, UUID vaultId, String keyName) {
        return database.execute(account, NAMED, Tuple.of(account, vaultId, keyName))
                .map(rows ->
                        Rows.first(rows).map(row -> row.getString("status")).orElse(null));
    }

    private Uni<UUID> one(String account, String statement, Tuple values) {
        return database.execute(account, statement, values)
                .map(rows -> Rows.first(rows).map(row -> row.getUUID("id")).orElse(null));
    }

    private static Tuple unchanged(AzureKey seen) {
        return Tuple.tuple()
                .addString(seen.account)
                .addUUID(seen.id)
                .addOffsetDateTime(seen.updatedAt.atOffset(ZoneOffset.UTC));
    }

    private static Tuple state(Tuple values, VaultKey key) {
        return values.addString(key.kid())
                .addString(key.kty())
                .addString(key.crv())
                .addInteger(key.keySize())
                .addArrayOfString(key.keyOps().toArray(String[]::new))
                .addValue(json(key.publicKey()))
                .addValue(json(key.attributes()))
                .addValue(json(key.tags()));
    }

    private static JsonObject json(PublicKey key) {
        return known(new JsonObject()
                .put("n", key.n())
                .put("e", key.e())
                .put("x", key.x())
                .put("y", key.y()));
    }

    private static JsonObject json(KeyAttributes attributes) {
        return known(new JsonObject()
                .put("enabled", attributes.enabled())
                .put("nbf", attributes.nbf())
                .put("exp", attributes.exp())
                .put("created", attributes.created())
                .put("updated", attributes.updated())
                .put("recoveryLevel", attributes.recoveryLevel())
                .put("exportable", attributes.exportable()));
    }

    private static JsonObject json(Map<String, String> tags) {
        JsonObject json = new JsonObject();
        tags.forEach(json::put);
        return json;
    }

    private static JsonObject known(JsonObject json) {
        json.fieldNames().stream()
                .filter(name -> json.getValue(name) == null)
                .toList()
                .forEach(json::remove);
        return json;
    }
}

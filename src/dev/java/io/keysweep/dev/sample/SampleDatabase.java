package io.keysweep.dev.sample;

import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** What the public API cannot do: adding vaults and keys, and turning the clock back. Its vaults carry the tag `sample`. */
@IfBuildProfile("dev")
@ApplicationScoped
class SampleDatabase {

    private static final String ACCOUNT = "kylo";

    private static final String CONTENT =
            """
            SELECT CASE WHEN bool_or(tags ->> 'sample' = 'complete') THEN 'COMPLETE'
                        WHEN bool_or(tags ->> 'sample' IS NULL) THEN 'OF_OTHERS'
                        ELSE 'MISSING' END
            FROM vault""";

    private static final String PUT_VAULT =
            """
            INSERT INTO vault (id, account, azure_name, azure_vault_id, vault_uri, tenant, subscription_id,
                               subscription_name, location, tags)
            SELECT gen_random_uuid(), ?, v.name,
                   '/subscriptions/' || v.subscription || '/resourceGroups/dev/providers/Microsoft.KeyVault/vaults/' || v.name,
                   ?, '72f988bf-86f1-41af-91ab-2d7cd011db47', v.subscription, 'Development', 'westeurope',
                   '{"sample":"in the making"}'
            FROM (SELECT ?::text AS name, '12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10' AS subscription) v
            ON CONFLICT (account, azure_name, subscription_id) DO UPDATE SET vault_uri = EXCLUDED.vault_uri
            RETURNING id""";

    private static final String ADD_KEY =
            """
            INSERT INTO azure_key (id, account, vault_id, key_name, version, kid, kty, crv, key_size, key_ops, public_key,
                                   attributes, created_by, synced_at)
            SELECT gen_random_uuid(), ?, ?, ?, ?, key ->> 'kid', key ->> 'kty', key ->> 'crv', ?,
                   ARRAY(SELECT jsonb_array_elements_text(key -> 'key_ops')), key - '{kid,kty,crv,key_ops}'::text[],
                   ?::jsonb, 'sample', now()
            FROM (SELECT ?::jsonb AS key) k
            RETURNING id""";

    private static final String HAS_KEY = "SELECT id FROM azure_key WHERE vault_id = ? AND key_name = ?";

    private static final String KEYS =
            """
            SELECT k.id FROM azure_key k JOIN vault v ON v.id = k.vault_id
            WHERE v.tags ->> 'sample' IS NOT NULL ORDER BY v.azure_name, k.key_name""";

    private static final String LAST_VAULT =
            "SELECT id FROM vault WHERE tags ->> 'sample' IS NOT NULL ORDER BY azure_name DESC LIMIT 1";

    private static final String COUNT_BACKUPS = "SELECT count(*)::integer FROM key_backup WHERE key_id = ?";

    // One statement: what is dated back is complete. One backup a month and key, the newest of now.
    private static final String DATE_BACK_AND_COMPLETE =
            """
            WITH done AS (
                UPDATE vault SET tags = '{"sample":"complete"}' WHERE tags ->> 'sample' IS NOT NULL RETURNING id),
            age AS (
                SELECT b.id, b.created_at - make_interval(months => (row_number() OVER (
                           PARTITION BY b.key_id ORDER BY b.created_at DESC, b.id) - 1)::integer) AS at
                FROM key_backup b JOIN done ON done.id = b.vault_id),
            dated AS (
                UPDATE key_backup b SET created_at = age.at, updated_at = age.at FROM age WHERE b.id = age.id
                RETURNING b.id)
            SELECT count(*)::integer FROM dated""";

    private final DataSource pool;

    SampleDatabase(DataSource pool) {
        this.pool = pool;
    }

    /** What the database holds. */
    enum Content {
        MISSING,
        COMPLETE,
        OF_OTHERS
    }

    Content content() throws SQLException {
        return Content.valueOf(one(String.class, CONTENT));
    }

    List<UUID> putVaults(List<URI> uris) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        for (URI uri : uris) {
            ids.add(one(UUID.class, PUT_VAULT, ACCOUNT, uri.toString(), "keyvault-dev-" + (ids.size() + 1)));
        }
        return ids;
    }

    boolean hasKey(UUID vault, String name) throws SQLException {
        return !all(UUID.class, HAS_KEY, vault, name).isEmpty();
    }

    UUID addKey(UUID vault, KeyVaultKey key) throws SQLException, IOException {
        byte[] modulus = key.getKey().getN();
        return one(
                UUID.class,
                ADD_KEY,
                ACCOUNT,
                vault,
                key.getName(),
                key.getProperties().getVersion(),
                modulus == null ? null : new BigInteger(1, modulus).bitLength(),
                attributes(key.getProperties()).encode(),
                key.getKey().toJsonString());
    }

    private static JsonObject attributes(KeyProperties properties) {
        return new JsonObject()
                .put("enabled", properties.isEnabled())
                .put("created", properties.getCreatedOn().toEpochSecond())
                .put("updated", properties.getUpdatedOn().toEpochSecond())
                .put("recoveryLevel", properties.getRecoveryLevel())
                .put("exportable", properties.isExportable());
    }

    List<UUID> keys() throws SQLException {
        return all(UUID.class, KEYS);
    }

    UUID lastVault() throws SQLException {
        return one(UUID.class, LAST_VAULT);
    }

    int countBackups(UUID key) throws SQLException {
        return one(Integer.class, COUNT_BACKUPS, key);
    }

    /** How many backups were dated. */
    int dateBackAndComplete() throws SQLException {
        return one(Integer.class, DATE_BACK_AND_COMPLETE);
    }

    private <T> T one(Class<T> type, String sql, Object... values) throws SQLException {
        return all(type, sql, values).get(0);
    }

    private <T> List<T> all(Class<T> type, String sql, Object... values) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            // Row-level security: without it none of the rows is there.
            try (Statement account = connection.createStatement()) {
                account.execute("SET keysweep.account = '" + ACCOUNT + "'");
            }
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return read(type, statement);
        }
    }

    private static <T> List<T> read(Class<T> type, PreparedStatement statement) throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getObject(1, type));
            }
        }
        return found;
    }
}

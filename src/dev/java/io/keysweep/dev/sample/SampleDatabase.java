package io.keysweep.dev.sample;

import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** What the public API cannot do yet, or never will: adding vaults and keys, and turning the clock back. */
final class SampleDatabase {

    private static final String ACCOUNT = "kylo";
    private static final String SUBSCRIPTION = "12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10";

    private static final String ADD_VAULT =
            """
            INSERT INTO vault (id, account, azure_name, azure_vault_id, vault_uri, tenant, subscription_id,
                               subscription_name, location)
            SELECT gen_random_uuid(), ?, name, '/subscriptions/' || s.id || '/resourceGroups/dev/providers/Microsoft.KeyVault/vaults/' || name,
                   ?, '72f988bf-86f1-41af-91ab-2d7cd011db47', s.id, 'Development', 'westeurope'
            FROM (SELECT 'keyvault-dev-' || (count(*) + 1) AS name FROM vault) n, (SELECT ?::text AS id) s
            RETURNING id""";

    private static final String ADD_KEY =
            """
            INSERT INTO azure_key (id, account, vault_id, key_name, version, kid, kty, key_size, key_ops, public_key,
                                   attributes, created_by, synced_at)
            SELECT gen_random_uuid(), ?, ?, ?, regexp_replace(key ->> 'kid', '.*/', ''), key ->> 'kid', key ->> 'kty', 2048,
                   ARRAY(SELECT jsonb_array_elements_text(key -> 'key_ops')),
                   jsonb_build_object('n', key ->> 'n', 'e', key ->> 'e'), bundle -> 'attributes', 'sample', now()
            FROM (SELECT b.bundle, b.bundle -> 'key' AS key FROM (SELECT ?::jsonb AS bundle) b) k
            RETURNING id""";

    // One a month and key, the newest of now.
    private static final String DATE_BACK =
            """
            UPDATE key_backup b SET created_at = b.created_at - make_interval(months => age.months::integer)
            FROM (SELECT id, row_number() OVER (PARTITION BY key_id ORDER BY created_at DESC) - 1 AS months
                  FROM key_backup) age
            WHERE b.id = age.id""";

    private final String jdbcUrl;

    SampleDatabase(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    boolean isEmpty() throws SQLException {
        return id("SELECT id FROM vault LIMIT 1") == null;
    }

    UUID firstVault() throws SQLException {
        return id("SELECT id FROM vault ORDER BY azure_name LIMIT 1");
    }

    UUID secondVault() throws SQLException {
        return id("SELECT id FROM vault ORDER BY azure_name OFFSET 1 LIMIT 1");
    }

    UUID addVault(String uri) throws SQLException {
        return id(ADD_VAULT, ACCOUNT, uri, SUBSCRIPTION);
    }

    UUID addKey(UUID vault, String name, JsonObject bundle) throws SQLException {
        return id(ADD_KEY, ACCOUNT, vault, name, bundle.encode());
    }

    int dateBack() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(DATE_BACK)) {
            return statement.executeUpdate();
        }
    }

    private UUID id(String sql, Object... parameters) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getObject(1, UUID.class) : null;
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, "postgres", "postgres");
    }
}

package io.keysweep.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Puts vaults, keys and backups straight into the database, past the service. Backups come by one set-based statement, so
 * that 100,000 take seconds; their blobs are random and open with no key.
 */
public final class Seed {

    /** The subscription of every seeded vault. */
    public static final String SUBSCRIPTION = "12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10";

    // Data keys of seeded backups are of a month that the service never makes one for.
    private static final String DATA_KEY_MONTH = "1970-01-01";
    private static final int NOISE_BYTES = 1 << 20;

    private Seed() {}

    /** A name that no other test uses: accounts are isolated, so a test with one of its own needs no clean-up. */
    public static String account() {
        return "acct-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** A vault whose base URI no request may reach. */
    public static UUID vault(String account, String name) {
        return vault(account, name, "https://" + name + ".vault.azure.net");
    }

    /** A vault that Azure, or what stands in for it, serves at the URI. */
    public static UUID vault(String account, String name, String uri) {
        UUID id = UUID.randomUUID();
        update(
                """
                INSERT INTO vault (id, account, azure_name, azure_vault_id, vault_uri, tenant, subscription_id,
                                   subscription_name, location)
                VALUES (?, ?, ?, ?, ?, '72f988bf-86f1-41af-91ab-2d7cd011db47', ?, 'Pay-As-You-Go', 'northcentralus')""",
                id,
                account,
                name,
                "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/" + name,
                uri,
                SUBSCRIPTION);
        dataKey(id);
        return id;
    }

    /** The data key of the vault's seeded backups, which the service destroys with the last of them. */
    public static void dataKey(UUID vaultId) {
        update(
                "INSERT INTO data_key (id, account, vault_id, month, wrapped, wrapping_key)"
                        + " SELECT gen_random_uuid(), account, id, ?::date, '\\x00', 'seed' FROM vault WHERE id = ?"
                        + " ON CONFLICT DO NOTHING",
                DATA_KEY_MONTH,
                vaultId);
    }

    /** Grants a user, named by the token's subject, actions in the vault. */
    public static void grantUser(UUID vaultId, String subject, String... actions) {
        grant(vaultId, subject, false, actions);
    }

    /** Grants a group actions in the vault. */
    public static void grantGroup(UUID vaultId, String group, String... actions) {
        grant(vaultId, group, true, actions);
    }

    private static void grant(UUID vaultId, String grantee, boolean group, String... actions) {
        update(
                "INSERT INTO vault_acl (vault_id, grantee, is_group, actions) VALUES (?, ?, ?, ?)",
                vaultId,
                grantee,
                group,
                actions);
    }

    /** An RSA key of the vault, in the vault's account. */
    public static UUID key(UUID vaultId, String name) {
        UUID id = UUID.randomUUID();
        update(
                """
                INSERT INTO azure_key (id, account, vault_id, key_name, version, kid, kty, key_size, key_ops, public_key,
                                       attributes, tags, created_by)
                SELECT ?, account, id, ?, 'a1b2c3', vault_uri || '/keys/' || ? || '/a1b2c3', 'RSA', 2048, '{sign,verify}',
                       '{"n":"AQAB-n","e":"AQAB"}',
                       '{"enabled":true,"created":1700000000,"updated":1700000001,
                         "recoveryLevel":"Recoverable+Purgeable"}',
                       '{"env":"test"}', 'seed'
                FROM vault WHERE id = ?""",
                id,
                name,
                name,
                vaultId);
        return id;
    }

    /**
     * Backups of the key, of one account and vault with it.
     *
     * @param from created_at of the first; the others follow at equal distances
     * @param to later than all; equal to {@code from} gives all of them the same time
     * @param blobBytes size of each stored blob, 1 MiB at the most
     * @return their ids, by created_at
     */
    public static List<UUID> backups(UUID keyId, int count, Instant from, Instant to, int blobBytes) {
        byte[] noise = new byte[NOISE_BYTES];
        new Random(count).nextBytes(noise);
        return query(
                UUID.class,
                """
                WITH new AS (
                    INSERT INTO key_backup (id, vault_id, key_id, data_key_id, created_at, updated_at, blob_size,
                                            version_count, account, blob_digest, blob)
                    SELECT gen_random_uuid(), k.vault_id, k.id, d.id, t.at, t.at, b.size, 1, k.account,
                           sha256(int4send(i)), substring(b.noise FROM 1 + (i * 7919) % (length(b.noise) - b.size + 1)
                                                          FOR b.size)
                    FROM (SELECT ?::integer AS count, ?::timestamptz AS first, ?::timestamptz AS last, ?::integer AS size,
                                 ?::bytea AS noise) b
                    JOIN azure_key k ON k.id = ?
                    JOIN data_key d ON d.vault_id = k.vault_id AND d.month = ?::date AND d.retired_at IS NULL,
                    generate_series(0, b.count - 1) i,
                    LATERAL (SELECT b.first + (b.last - b.first) * (i::float8 / b.count) AS at) t
                    RETURNING id, created_at)
                SELECT id FROM new ORDER BY created_at, id""",
                count,
                from,
                to,
                blobBytes,
                noise,
                keyId,
                DATA_KEY_MONTH);
    }

    /** Runs a statement; gives the number of rows it changed. */
    public static int update(String sql, Object... values) {
        try (KeptConnection kept = KeptConnection.take();
                PreparedStatement statement = prepare(kept.connection(), sql, values)) {
            int changed = statement.executeUpdate();
            kept.done();
            return changed;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same as somebody does who owns the database: foreign keys and triggers do not see it. */
    public static int forge(String sql, Object... values) {
        try (Connection connection = connect();
                Statement unseen = connection.createStatement();
                PreparedStatement statement = prepare(connection, sql, values)) {
            unseen.execute("SET session_replication_role = replica");
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of each row. */
    public static <T> List<T> query(Class<T> type, String sql, Object... values) {
        try (KeptConnection kept = KeptConnection.take();
                PreparedStatement statement = prepare(kept.connection(), sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> results = new ArrayList<>();
            while (rows.next()) {
                results.add(rows.getObject(1, type));
            }
            kept.done();
            return results;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection to the database of the test, for what the rest does not offer. */
    public static Connection connect() throws SQLException {
        return DriverManager.getConnection(System.getProperty(TestEnvironment.JDBC_URL), "postgres", "postgres");
    }

    /** Somebody else's transaction, which has run this and is neither committed nor rolled back; closing does the latter. */
    public static Connection begin(String sql, Object... values) throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            statement.execute();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, jdbc(connection, values[i]));
        }
        return statement;
    }

    private static Object jdbc(Connection connection, Object value) throws SQLException {
        if (value instanceof Instant instant) {
            return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        return value instanceof String[] texts ? connection.createArrayOf("text", texts) : value;
    }
}

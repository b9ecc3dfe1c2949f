package io.keysweep.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Seeds vaults with backups. The rows of a vault lie together in order of time, as a service that takes backups every night
 * lays them out, spread over the keys of the vault; their times are ten seconds apart from 2020 on.
 */
final class Vaults {

    /** A vault to seed. */
    record Spec(String account, String name, long rows, int keys, int blobBytes) {}

    /** When the first backup of a vault was taken, and how long after it the next. */
    static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

    static final Duration APART = Duration.ofSeconds(10);

    private static final int NOISE_BYTES = 1 << 20;

    private static final String VAULT =
            """
            INSERT INTO vault (id, account, azure_name, azure_vault_id, vault_uri, tenant, subscription_id,
                               subscription_name, location)
            VALUES (?, ?, ?, '/' || gen_random_uuid(), 'https://bench.vault.azure.net', 'tenant', 'subscription', 'bench', 'here')""";

    private static final String DATA_KEY =
            """
            INSERT INTO data_key (id, account, vault_id, month, wrapped, wrapping_key)
            SELECT gen_random_uuid(), account, id, '1970-01-01', '\\x00', 'bench' FROM vault WHERE id = ?""";

    private static final String KEYS =
            """
            INSERT INTO azure_key (id, account, vault_id, key_name, version, kid, kty, created_by)
            SELECT gen_random_uuid(), v.account, v.id, 'k' || n, 'v1', v.vault_uri || '/keys/k' || n, 'RSA', 'bench'
            FROM vault v, generate_series(1, ?) n WHERE v.id = ?""";

    private static final String BACKUPS =
            """
            WITH s AS MATERIALIZED (
                SELECT v.id AS vault_id, v.account, ?::integer AS size, ?::bytea AS noise, d.id AS data_key_id,
                       ARRAY(SELECT k.id FROM azure_key k WHERE k.vault_id = v.id ORDER BY k.key_name) AS keys
                FROM vault v JOIN data_key d ON d.vault_id = v.id WHERE v.id = ?)
            INSERT INTO key_backup (id, vault_id, key_id, data_key_id, created_at, updated_at, blob_size, version_count,
                                    account, blob_digest, blob)
            SELECT gen_random_uuid(), s.vault_id, s.keys[1 + i % cardinality(s.keys)], s.data_key_id, t.at, t.at, s.size, 1,
                   s.account, sha256(int8send(i)),
                   substring(s.noise FROM 1 + (i * 7919 % (length(s.noise) - s.size))::integer FOR s.size)
            FROM s, generate_series(0, ?::bigint - 1) i,
                 LATERAL (SELECT '2020-01-01T00:00:00Z'::timestamptz + i * interval '10 seconds' AS at) t""";

    private Vaults() {}

    /** Seeds a database that has the schema and no backups. */
    static Map<String, UUID> seed(Database database, List<Spec> specs) {
        try (Connection connection = database.connect()) {
            // No foreign key is checked row by row, and indexes are built when the rows are there.
            Database.update(connection, "SET session_replication_role = replica");
            List<String> indexes = dropIndexes(database);
            Map<String, UUID> ids = new LinkedHashMap<>();
            for (Spec spec : specs) {
                ids.put(spec.name(), seed(connection, spec));
            }
            Database.update(connection, "ALTER TABLE key_backup ADD PRIMARY KEY (id)");
            for (String index : indexes) {
                Database.update(connection, index);
            }
            Database.update(connection, "VACUUM (ANALYZE)");
            return ids;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> dropIndexes(Database database) {
        List<String> indexes = database.query(
                String.class,
                "SELECT indexdef FROM pg_indexes WHERE tablename = 'key_backup' AND indexname <> 'key_backup_pkey'");
        List<String> names = database.query(
                String.class,
                "SELECT indexname FROM pg_indexes WHERE tablename = 'key_backup' AND indexname <> 'key_backup_pkey'");
        names.forEach(name -> database.update("DROP INDEX " + name));
        database.update("ALTER TABLE key_backup DROP CONSTRAINT key_backup_pkey");
        return indexes;
    }

    private static UUID seed(Connection connection, Spec spec) throws SQLException {
        UUID id = UUID.randomUUID();
        byte[] noise = new byte[NOISE_BYTES];
        new Random(spec.rows()).nextBytes(noise);
        Database.update(connection, VAULT, id, spec.account(), spec.name());
        Database.update(connection, DATA_KEY, id);
        Database.update(connection, KEYS, spec.keys(), id);
        Database.update(connection, BACKUPS, spec.blobBytes(), noise, id, spec.rows());
        return id;
    }
}

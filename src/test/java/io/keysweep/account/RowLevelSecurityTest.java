package io.keysweep.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.dev.EmbeddedDatabase;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wall alone: the service's role, and statements that forget every condition. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class RowLevelSecurityTest {

    // As V7 says: they are no account's.
    private static final Set<String> NO_ACCOUNTS = Set.of(
            "local_user",
            "refresh_token",
            "replaced_password",
            "signing_key",
            "audit_key",
            "retired_wrapping_key",
            "login_attempt",
            "renewed_refresh_token",
            "installation",
            "flyway_schema_history");

    private static final Instant FROM = Instant.parse("2022-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2023-01-01T00:00:00Z");

    private String mine;
    private String others;

    @BeforeEach
    void seedTwoAccounts() {
        mine = seed();
        others = seed();
    }

    private static String seed() {
        String account = Seed.account();
        UUID vault = Seed.vault(account, "payments");
        Seed.backups(Seed.key(vault, "signing"), 3, FROM, TO, 100);
        Seed.update("INSERT INTO vault_acl VALUES (?, 'ann', false, '{view}')", vault);
        UUID job = UUID.randomUUID();
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " state, total, succeeded, failed, missing, completed_at, fully_planned)"
                        + " VALUES (?, ?, 'delete-key-backups', 'ann', 'vault', ARRAY[gen_random_uuid()], '-infinity', now(),"
                        + " 'completed', 0, 0, 0, 0, now(), true)",
                job,
                account);
        Seed.update(
                "INSERT INTO bulk_job_slice (job_id, slice_no, kind, ids, planned, state) VALUES (?, 1, 'ids', '{}', 0, 'done')",
                job);
        Seed.update(
                "INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest)"
                        + " VALUES (?, 1, 1, 'succeeded', 1, 1, ARRAY[gen_random_uuid()], '')",
                job);
        UUID config = UUID.randomUUID();
        Seed.update(
                "INSERT INTO job_config (id, account, name, operation, run_at, parameters, created_by)"
                        + " VALUES (?, ?, 'nightly', 'cckm_key_backup', '0 0 * * *', '{}', 'ann')",
                config,
                account);
        Seed.update(
                "INSERT INTO job_run (id, account, config_id, operation, due_at, by_hand, job_id)"
                        + " VALUES (gen_random_uuid(), ?, ?, 'cckm_key_backup', now(), true, ?)",
                account,
                config,
                job);
        Seed.update("UPDATE azure_key SET backup_config_id = ? WHERE account = ?", config, account);
        return account;
    }

    @Test
    void everyTableIsGuardedOrNoAccounts() {
        List<String> open = Seed.query(
                String.class,
                "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
                        + " AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS"
                        + " (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))");

        assertEquals(NO_ACCOUNTS, Set.copyOf(open));
    }

    @Test
    void theServiceDoesNotPassTheWall() throws SQLException {
        try (Connection service = service("*")) {
            assertEquals(
                    0,
                    number(
                            service,
                            "SELECT count(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"));
        }
    }

    @Test
    void statementsWithoutAConditionMeetTheRowsOfTheAccountAlone() throws SQLException {
        try (Connection service = service(mine)) {
            for (String table : guarded()) {
                assertEquals(
                        numberOfMine(table),
                        number(service, "SELECT count(*) FROM " + table),
                        "rows to be seen of " + table);
            }
            assertEquals(3, number(service, "SELECT count(*) FROM key_backup"));
            assertEquals(1, number(service, "SELECT count(*) FROM bulk_job_outcome"));
            assertEquals(1, number(service, "SELECT count(*) FROM vault_acl"));
        }
    }

    @Test
    void withoutAnAccountNothingIsThere() throws SQLException {
        try (Connection service = service(null)) {
            for (String table : guarded()) {
                assertEquals(0, number(service, "SELECT count(*) FROM " + table), table);
            }
        }
    }

    @Test
    void nothingOfAnotherAccountCanBeChanged() throws SQLException {
        long before = total();
        try (Connection service = service(mine);
                Statement statement = service.createStatement()) {
            for (String table : List.of("bulk_job_outcome", "bulk_job_slice", "bulk_job", "vault_acl", "key_backup")) {
                long seen = number(service, "SELECT count(*) FROM " + table);
                assertEquals(seen, statement.executeUpdate("DELETE FROM " + table), table);
            }
            assertEquals(1, statement.executeUpdate("UPDATE vault SET location = 'moved'"));
            service.rollback();
        }
        assertEquals(before, total());
    }

    @Test
    void noRowCanBeWrittenIntoAnotherAccount() throws SQLException {
        for (String write : List.of(
                "UPDATE vault SET account = '" + others + "'",
                "UPDATE azure_key SET account = '" + others + "'",
                "UPDATE data_key SET account = '" + others + "'",
                "UPDATE key_backup SET account = '" + others + "'",
                "UPDATE bulk_job SET account = '" + others + "', completed_at = NULL, total = NULL, state = 'planning'",
                "UPDATE key_backup SET vault_id = (SELECT '" + vaultOf(others) + "'::uuid)",
                "INSERT INTO vault_acl VALUES ('" + vaultOf(others) + "', 'eve', false, '{view}')",
                "INSERT INTO subscription (id, account, subscription_id, display_name) VALUES (gen_random_uuid(), '"
                        + others + "', 's', 's')",
                "INSERT INTO idempotency_key VALUES ('" + others + "', 'k', '', gen_random_uuid(), now(), now())")) {
            try (Connection service = service(mine);
                    Statement statement = service.createStatement()) {
                SQLException refused = assertThrows(SQLException.class, () -> statement.executeUpdate(write), write);
                assertTrue(
                        Set.of("42501", "KS001").contains(refused.getSQLState()), write + ": " + refused.getMessage());
            }
        }
    }

    // The wall is open here, as it is to the engine: what holds is the foreign keys.
    @ParameterizedTest
    @CsvSource({
        "azure_key, 'key_name = ''moved'', vault_id', vault",
        "azure_key, backup_config_id, job_config",
        "data_key, 'retired_at = now(), vault_id', vault",
        "key_backup, vault_id, vault",
        "key_backup, key_id, azure_key",
        "key_backup, data_key_id, data_key",
        "job_run, config_id, job_config",
        "job_run, job_id, bulk_job"
    })
    void noRowRefersToARowOfAnotherAccount(String table, String column, String referred) throws SQLException {
        String write = "UPDATE " + table + " SET " + column + " = '" + idOf(referred, others) + "' WHERE account = '"
                + mine + "'";
        try (Connection service = service("*");
                Statement statement = service.createStatement()) {
            SQLException refused = assertThrows(SQLException.class, () -> statement.executeUpdate(write), write);
            assertEquals("23503", refused.getSQLState(), write + ": " + refused.getMessage());
        }
    }

    @Test
    void everyReferenceBetweenTablesOfAccountsNamesTheAccount() {
        assertEquals(
                List.of(),
                Seed.query(
                        String.class,
                        """
                        SELECT c.conname::text FROM pg_constraint c
                        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'account'
                        JOIN pg_attribute r ON r.attrelid = c.confrelid AND r.attname = 'account'
                        WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
                          AND NOT EXISTS (SELECT FROM unnest(c.conkey, c.confkey) AS k (referring, referred)
                                          WHERE k.referring = a.attnum AND k.referred = r.attnum)"""));
    }

    // Of what a composite key sets to NULL, the account must not be a part.
    @Test
    void aScheduleThatGoesLeavesItsKeysInTheirAccount() {
        assertEquals(1, Seed.update("DELETE FROM job_config WHERE account = ?", mine));

        assertEquals(
                List.of(mine),
                Seed.query(
                        String.class,
                        "SELECT account FROM azure_key WHERE account = ? AND backup_config_id IS NULL",
                        mine));
        assertEquals(
                0L,
                Seed.query(Long.class, "SELECT count(*) FROM job_run WHERE account = ?", mine)
                        .get(0));
    }

    private static String vaultOf(String account) {
        return idOf("vault", account);
    }

    private static String idOf(String table, String account) {
        return Seed.query(String.class, "SELECT id::text FROM " + table + " WHERE account = '" + account + "'")
                .get(0);
    }

    private static List<String> guarded() {
        return Seed.query(String.class, "SELECT DISTINCT tablename::text FROM pg_policies WHERE schemaname = 'public'");
    }

    private long numberOfMine(String table) {
        String condition =
                switch (table) {
                    case "vault_acl" -> "vault_id IN (SELECT id FROM vault WHERE account = '" + mine + "')";
                    case "bulk_job_slice", "bulk_job_outcome" ->
                        "job_id IN (SELECT id FROM bulk_job WHERE account = '" + mine + "')";
                    default -> "account = '" + mine + "'";
                };
        return Seed.query(Long.class, "SELECT count(*) FROM " + table + " WHERE " + condition)
                .get(0);
    }

    private static long total() {
        return Seed.query(
                        Long.class,
                        "SELECT (SELECT count(*) FROM key_backup) + (SELECT count(*) FROM bulk_job) + (SELECT count(*) FROM vault)")
                .get(0);
    }

    private static Connection service(String account) throws SQLException {
        String url = Seed.query(
                        String.class, "SELECT 'jdbc:postgresql://localhost:' || current_setting('port') || '/postgres'")
                .get(0);
        Connection connection = DriverManager.getConnection(url, EmbeddedDatabase.SERVES, EmbeddedDatabase.SERVES);
        connection.setAutoCommit(false);
        if (account != null) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL keysweep.account = '" + account + "'");
            }
        }
        return connection;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}

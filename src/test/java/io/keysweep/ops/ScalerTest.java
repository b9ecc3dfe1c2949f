package io.keysweep.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the autoscaler counts, in a transaction that nobody else sees: else the engine would do the work. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ScalerTest {

    private static final Path SCALER = Path.of("src", "main", "deploy", "database", "scaler.sql");

    private final String account = Seed.account();
    private Connection database;
    private long before;

    @BeforeEach
    void define() throws SQLException, IOException {
        database = Seed.begin("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        run("CREATE ROLE keysweep_scaler");
        run(Files.readString(SCALER).replaceAll("(?m)^\\\\.*$", "")); // less what is psql's own
        // Of all chains together one counts.
        run("SET LOCAL session_replication_role = replica");
        run("DELETE FROM audit_checkpoint");
        run("INSERT INTO audit_checkpoint (account, seq, hash, jws)"
                + " SELECT account, max(seq), 'x', 'x' FROM audit_record GROUP BY account");
        run("SET LOCAL session_replication_role = origin");
        before = work();
    }

    @AfterEach
    void rollBack() throws SQLException {
        database.rollback();
        database.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private long work() throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SELECT keysweep_work()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void schedule(String next) throws SQLException {
        run("INSERT INTO job_config (id, account, name, operation, run_at, parameters, created_by, next_run_at)"
                + " VALUES (gen_random_uuid(), '" + account
                + "', 'nightly', 'cckm_key_backup', '0 2 * * *', '{}', 'x', "
                + next + ")");
    }

    @Test
    void countsSchedulesThatAreDue() throws SQLException {
        schedule("now() - interval '1 day'");
        schedule("now()");
        schedule("now() + interval '1 minute'");
        schedule("NULL");

        assertEquals(before + 2, work());
    }

    @Test
    void countsChainsWhoseEndIsToBeSignedAsOne() throws SQLException {
        run("SET LOCAL session_replication_role = replica");
        run("UPDATE audit_checkpoint SET created_at = now() - interval '2 hours'");
        run("SET LOCAL session_replication_role = origin");
        assertEquals(before, work());

        schedule("NULL");
        run("SET CONSTRAINTS ALL IMMEDIATE");
        assertEquals(before + 1, work());
    }
}

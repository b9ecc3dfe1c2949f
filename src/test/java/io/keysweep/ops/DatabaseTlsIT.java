package io.keysweep.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.keysweep.dev.EmbeddedDatabase;
import io.keysweep.support.Eventually;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.Services;
import io.keysweep.support.TestEnvironment;
import io.keysweep.support.TlsFiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged service and its database over TLS, as the README says to set it up; and whoever stands in between. */
@OwnProcesses
class DatabaseTlsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PLAIN = "SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)"
            + " WHERE a.backend_type = 'client backend' AND a.pid <> pg_backend_pid() AND NOT s.ssl";

    private static final String MIGRATED =
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = 'flyway_schema_history'";

    @RegisterExtension
    final Services services = new Services();

    private final TlsFiles ofServer = TlsFiles.of("localhost");
    private final TlsFiles ofStranger = TlsFiles.of("localhost");
    private Map<String, String> settings;
    private EmbeddedDatabase database;
    private ServiceProcess service;

    @BeforeEach
    void startDatabase() {
        settings = services.settings();
        database = EmbeddedDatabase.startWithTls(ofServer.certificate(), ofServer.key());
        TestEnvironment.useDatabase(database.settings().get("quarkus.datasource.jdbc.url"));
    }

    @AfterEach
    void stopDatabase() {
        database.close();
    }

    private void use(String reactiveHost, TlsFiles reactiveTrust, String jdbcHost, TlsFiles jdbcTrust) {
        settings.put(
                "quarkus.datasource.reactive.url",
                "postgresql://" + reactiveHost + ":" + database.port() + "/postgres");
        settings.put("quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full");
        settings.put("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS");
        settings.put("quarkus.datasource.reactive.trust-certificate-pem", "true");
        settings.put(
                "quarkus.datasource.reactive.trust-certificate-pem.certs",
                reactiveTrust.certificate().toString());
        settings.put(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://" + jdbcHost + ":" + database.port() + "/postgres?sslmode=verify-full&sslrootcert="
                        + jdbcTrust.certificate());
    }

    @Test
    void connectsToTheServerThatItTrustsAndOverTlsAlone() {
        use("localhost", ofServer, "localhost", ofServer);
        service = services.start(settings);

        assertEquals(200, service.status("/api/v1/auth/jwks.json"));
        assertEquals(List.of(0L), Seed.query(Long.class, PLAIN));
    }

    @Test
    void migratesNoDatabaseOfAStranger() {
        use("localhost", ofServer, "localhost", ofStranger);
        assertNotMigrated();
    }

    @Test
    void migratesNoDatabaseUnderAnotherName() {
        use("localhost", ofServer, "127.0.0.1", ofServer);
        assertNotMigrated();
    }

    @Test
    void servesFromNoDatabaseOfAStranger() {
        use("localhost", ofStranger, "localhost", ofServer);
        assertNotServing();
    }

    @Test
    void servesFromNoDatabaseUnderAnotherName() {
        use("127.0.0.1", ofServer, "localhost", ofServer);
        assertNotServing();
    }

    // It goes on trying, and has not so much as looked into the database.
    private void assertNotMigrated() {
        service = services.launch(settings);
        Eventually.within(
                PATIENCE, "migration was tried twice", () -> service.log().contains("migration put off failures=2"));
        assertFalse(service.ready());
        assertEquals(List.of(0L), Seed.query(Long.class, MIGRATED));
    }

    // The migration reached it, so it is there; the pool does not take it.
    private void assertNotServing() {
        service = services.launch(settings);
        Eventually.within(
                PATIENCE,
                "it is migrated, and the pool has no answer",
                () -> Seed.query(Long.class, MIGRATED).equals(List.of(1L))
                        && service.log().contains("no answer of the database"));
        assertFalse(service.ready());
    }
}

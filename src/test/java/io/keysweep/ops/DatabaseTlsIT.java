package io.keysweep.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.keysweep.dev.EmbeddedDatabase;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.TestEnvironment;
import io.keysweep.support.TlsFiles;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packaged service and its database over TLS, as the README says to set it up; and whoever stands in between. */
class DatabaseTlsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PLAIN = "SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)"
            + " WHERE a.backend_type = 'client backend' AND a.pid <> pg_backend_pid() AND NOT s.ssl";

    private final TestEnvironment environment = new TestEnvironment();
    private final TlsFiles ofServer = TlsFiles.of("localhost");
    private final TlsFiles ofStranger = TlsFiles.of("localhost");
    private Map<String, String> settings;
    private EmbeddedDatabase database;
    private ServiceProcess service;

    @BeforeEach
    void startDatabase() {
        settings = new HashMap<>(environment.start());
        database = EmbeddedDatabase.startWithTls(ofServer.certificate(), ofServer.key());
        TestEnvironment.useDatabase(database.settings().get("quarkus.datasource.jdbc.url"));
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
        database.close();
        environment.stop();
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
        service = ServiceProcess.start(settings);

        assertEquals(200, service.status("/api/v1/auth/jwks.json"));
        assertEquals(List.of(0L), Seed.query(Long.class, PLAIN));
    }

    @Test
    void migratesNoDatabaseOfAStranger() {
        use("localhost", ofServer, "localhost", ofStranger);
        assertRefused();
        assertEquals(
                List.of(0L),
                Seed.query(Long.class, "SELECT count(*) FROM pg_tables WHERE tablename = 'flyway_schema_history'"));
    }

    @Test
    void migratesNoDatabaseUnderAnotherName() {
        use("localhost", ofServer, "127.0.0.1", ofServer);
        assertRefused();
    }

    @Test
    void servesFromNoDatabaseOfAStranger() {
        use("localhost", ofStranger, "localhost", ofServer);
        assertRefused();
    }

    @Test
    void servesFromNoDatabaseUnderAnotherName() {
        use("127.0.0.1", ofServer, "localhost", ofServer);
        assertRefused();
    }

    // It waits for a database that it can trust, and says why in its log.
    private void assertRefused() {
        service = ServiceProcess.launch(settings);
        Eventually.within(PATIENCE, "the log says that the certificate is not right", () -> service.log()
                .matches("(?s).*(SSL|certificate|Certificate|hostname|No name matching|No subject alternative).*"));
        assertFalse(service.ready());
    }
}

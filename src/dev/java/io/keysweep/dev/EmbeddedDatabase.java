package io.keysweep.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * A real PostgreSQL server from Maven Central, in a directory of its own that goes with the process. It runs as root too
 * (the binaries are then started through {@code unshare}, since PostgreSQL refuses root).
 */
public final class EmbeddedDatabase implements AutoCloseable {

    /** The role that migrates and owns the tables. */
    public static final String OWNER = "keysweep_owner";

    /** The role that serves; row-level security holds for it. */
    public static final String SERVES = "keysweep_app";

    // As deploy/database/roles.sql has them, but for the passwords.
    private static final String ROLES =
            """
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keysweep_owner') THEN
                    CREATE ROLE keysweep_owner LOGIN PASSWORD 'keysweep_owner';
                    CREATE ROLE keysweep_app LOGIN PASSWORD 'keysweep_app';
                END IF;
            END $$;
            GRANT USAGE, CREATE ON SCHEMA public TO keysweep_owner;
            GRANT USAGE ON SCHEMA public TO keysweep_app;
            ALTER DEFAULT PRIVILEGES FOR ROLE keysweep_owner IN SCHEMA public
                GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO keysweep_app;
            ALTER DEFAULT PRIVILEGES FOR ROLE keysweep_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO keysweep_app""";

    private final EmbeddedPostgres server;

    private EmbeddedDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts a server on a free port of the loopback address. */
    public static EmbeddedDatabase start() {
        return start(0);
    }

    /** Starts a server on a free port that speaks TLS with this pair of PEM files, and without if a client likes. */
    public static EmbeddedDatabase startWithTls(Path certificate, Path key) {
        return start(EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.toString())
                .setServerConfig("ssl_key_file", key.toString()));
    }

    /** Starts a server on that port of the loopback address; 0 for a free one. */
    public static EmbeddedDatabase start(int port) {
        return start(EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .setPort(port));
    }

    private static EmbeddedDatabase start(EmbeddedPostgres.Builder builder) {
        try {
            EmbeddedDatabase database = new EmbeddedDatabase(builder.start());
            makeRoles(settings(database.port()).get("quarkus.datasource.jdbc.url"));
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
        }
    }

    /** Makes the two roles, if they are not there, and gives them their rights in this database of a server of this kind. */
    public static void makeRoles(String jdbcUrl) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(ROLES);
        } catch (SQLException e) {
            throw new IllegalStateException("the roles were not made", e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    /** The datasource settings that reach it, as the service takes them. */
    public Map<String, String> settings() {
        return settings(port());
    }

    /** The datasource settings that reach a server of this kind at the port. */
    public static Map<String, String> settings(int port) {
        String url = "postgresql://localhost:" + port + "/postgres";
        return Map.of(
                "quarkus.datasource.reactive.url",
                url,
                "quarkus.datasource.jdbc.url",
                "jdbc:" + url,
                "quarkus.datasource.username",
                SERVES,
                "quarkus.datasource.password",
                SERVES,
                "quarkus.flyway.username",
                OWNER,
                "quarkus.flyway.password",
                OWNER);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

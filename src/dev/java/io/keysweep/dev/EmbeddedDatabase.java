package io.keysweep.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A real PostgreSQL server from Maven Central, in a directory of its own that goes with the process. It runs as root too
 * (the binaries are then started through {@code unshare}, since PostgreSQL refuses root).
 */
public final class EmbeddedDatabase implements AutoCloseable {

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
        try {
            return new EmbeddedDatabase(EmbeddedPostgres.builder()
                    .setServerConfig("ssl", "on")
                    .setServerConfig("ssl_cert_file", certificate.toString())
                    .setServerConfig("ssl_key_file", key.toString())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
        }
    }

    /** Starts a server on that port of the loopback address; 0 for a free one. */
    public static EmbeddedDatabase start(int port) {
        try {
            return new EmbeddedDatabase(EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .setPort(port)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
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
                "postgres",
                "quarkus.datasource.password",
                "postgres");
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

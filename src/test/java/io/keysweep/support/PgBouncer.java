package io.keysweep.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real PgBouncer in transaction mode before the database of the settings: two statements of one client that are not in one
 * transaction reach different connections of the server as soon as there are other clients.
 */
public final class PgBouncer implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(20);
    private static final int SERVER_CONNECTIONS = 4;

    private final TemporaryDirectory directory;
    private final Process process;
    private final int port;

    private PgBouncer(TemporaryDirectory directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    /** The program, if it is installed. */
    public static Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .map(directory -> Path.of(directory, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts one before the server at the port of the loopback address. */
    public static PgBouncer before(int databasePort) {
        try {
            int port = Ports.free();
            TemporaryDirectory directory = TemporaryDirectory.create("pgbouncer-");
            // It refuses to be root, and reads its settings as whom it becomes.
            Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
            Path settings = directory.path().resolve("pgbouncer.ini");
            Files.writeString(settings, settings(port, databasePort));
            Process process = new ProcessBuilder(program().orElseThrow().toString(), settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.path().resolve("log").toFile())
                    .start();
            Eventually.within(START, "PgBouncer listens", () -> listens(port));
            return new PgBouncer(directory, process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String settings(int port, int databasePort) {
        return """
                [databases]
                postgres = host=127.0.0.1 port=%1$d user=keysweep_app
                owner = host=127.0.0.1 port=%1$d dbname=postgres user=keysweep_owner
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %2$d
                unix_socket_dir =
                auth_type = any
                user = %3$s
                pool_mode = transaction
                default_pool_size = %4$d
                max_client_conn = 200
                ignore_startup_parameters = extra_float_digits
                """
                .formatted(
                        databasePort,
                        port,
                        System.getProperty("user.name").equals("root") ? "nobody" : "",
                        SERVER_CONNECTIONS);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** What the service needs to be told, migration through the pooler included. */
    public Map<String, String> settings() {
        String url = "postgresql://127.0.0.1:" + port + "/postgres";
        return Map.of(
                "quarkus.datasource.reactive.url",
                url,
                "quarkus.datasource.jdbc.url",
                "jdbc:" + url + "?prepareThreshold=0",
                "quarkus.flyway.jdbc-url",
                "jdbc:postgresql://127.0.0.1:" + port + "/owner?prepareThreshold=0",
                "quarkus.datasource.reactive.cache-prepared-statements",
                "false",
                "quarkus.datasource.reactive.postgresql.use-layer7-proxy",
                "true");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        directory.close();
    }
}

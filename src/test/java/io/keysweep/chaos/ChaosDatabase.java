package io.keysweep.chaos;

import io.keysweep.dev.EmbeddedDatabase;
import io.keysweep.support.Eventually;
import io.keysweep.support.Ports;
import io.keysweep.support.Seed;
import io.keysweep.support.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server that is there to be ill-treated: stopped in the middle of things, started again, copied into a standby,
 * promoted. The binaries are those of the embedded database; PostgreSQL refuses root, so as root they run in a namespace
 * where root is nobody.
 */
final class ChaosDatabase implements AutoCloseable {

    /** Few, so that they can be used up; the service's replicas need no more than half of them. */
    static final int CONNECTIONS = 48;

    private static final Duration COMMAND = Duration.ofSeconds(60);

    private final Path binaries;
    private final Path data;
    private final int port;

    private ChaosDatabase(Path binaries, Path data) {
        this.binaries = binaries;
        this.data = data;
        this.port = Ports.free();
    }

    /**
     * Makes a server and starts it.
     *
     * @param directory empty; takes the data of this server and of its standbys
     */
    static ChaosDatabase create(Path directory) {
        Path binaries = Path.of(Seed.query(String.class, "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
                .get(0));
        ChaosDatabase database = new ChaosDatabase(binaries, directory.resolve("primary"));
        database.run("initdb", "-D", database.data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N");
        // Without fsync nothing is lost but by a crash of the whole machine, which none of the rounds makes.
        database.configure(
                "listen_addresses = '127.0.0.1'",
                "unix_socket_directories = ''",
                "max_connections = " + CONNECTIONS,
                "shared_buffers = '32MB'",
                "fsync = off",
                "wal_level = replica",
                "log_min_messages = fatal",
                "port = " + database.port);
        database.start();
        EmbeddedDatabase.makeRoles(database.jdbcUrl());
        return database;
    }

    /** Where it listens, on the loopback address. */
    int port() {
        return port;
    }

    /** For JDBC. */
    String jdbcUrl() {
        return EmbeddedDatabase.settings(port).get("quarkus.datasource.jdbc.url");
    }

    /** The settings of a service that reaches it at another port. */
    static Map<String, String> settings(int port) {
        return EmbeddedDatabase.settings(port);
    }

    /** Starts it, after a crash with recovery; returns when it takes connections. */
    void start() {
        run("pg_ctl", "-D", data.toString(), "-l", data.resolve("server.log").toString(), "-w", "-t", "60", "start");
    }

    /** What a power failure is to the server: no checkpoint, no answer, nothing rolled back but by recovery. */
    void stopImmediately() {
        run("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
    }

    /** An ordinary stop. */
    void stop() {
        run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
    }

    /**
     * Makes a standby that this server waits for before it answers a commit, so that a promotion loses nothing that was
     * answered. Restarts this server.
     */
    ChaosDatabase withStandby() {
        stop();
        ChaosDatabase standby = new ChaosDatabase(binaries, data.resolveSibling("standby-" + port));
        copy(data, standby.data);
        standby.configure(
                "port = " + standby.port,
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres application_name=standby'",
                "synchronous_standby_names = ''");
        standby.write("standby.signal", List.of());
        configure("synchronous_standby_names = '*'");
        start();
        standby.start();
        Eventually.within(COMMAND, "the standby follows", () -> !Seed.query(
                        String.class, "SELECT state FROM pg_stat_replication WHERE sync_state = 'sync'")
                .isEmpty());
        return standby;
    }

    /** Makes a primary of a standby; returns when it takes writes. */
    void promote() {
        run("pg_ctl", "-D", data.toString(), "-w", "promote");
    }

    private void configure(String... lines) {
        write("postgresql.conf", List.of(lines));
    }

    private void write(String file, List<String> lines) {
        try {
            Files.write(data.resolve(file), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        exec(List.of("cp", "-a", from.toString(), to.toString()));
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        exec(command);
    }

    private static void exec(List<String> command) {
        try (TemporaryDirectory directory = TemporaryDirectory.create("chaos-command-")) {
            Path output = directory.path().resolve("log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed:\n" + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            stopImmediately();
        }
    }
}

package io.keysweep.bench;

import io.keysweep.dev.EmbeddedDatabase;
import io.keysweep.support.TemporaryDirectory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A PostgreSQL server set up as for production: what the embedded one turns off for tests, fsync above all, is on. */
final class BenchServer implements AutoCloseable {

    private static final Map<String, String> SETTINGS = settings();

    private final EmbeddedPostgres server;
    private final TemporaryDirectory directory;
    private int copies;

    private BenchServer(EmbeddedPostgres server, TemporaryDirectory directory) {
        this.server = server;
        this.directory = directory;
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        settings.put("shared_buffers", System.getProperty("bench.shared-buffers", "4GB"));
        settings.put("max_wal_size", "16GB");
        settings.put("checkpoint_timeout", "1h");
        settings.put("autovacuum", "off");
        settings.put("maintenance_work_mem", "512MB");
        settings.put("max_connections", "200");
        settings.put("track_commit_timestamp", "on");
        settings.putAll(Tried.settings("bench.server"));
        return settings;
    }

    static BenchServer start() {
        try {
            TemporaryDirectory directory = TemporaryDirectory.create("keysweep-bench-");
            EmbeddedPostgres.Builder builder =
                    EmbeddedPostgres.builder().setDataDirectory(directory.path().resolve("data"));
            SETTINGS.forEach(builder::setServerConfig);
            return new BenchServer(builder.start(), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty database. */
    Database create(String name) {
        maintenance().update("CREATE DATABASE " + name);
        EmbeddedDatabase.makeRoles(database(name).jdbcUrl());
        return database(name);
    }

    /** A file copy: same rows, same pages, same hint bits, nothing in the server's buffers. */
    Database copy(Database template) {
        String name = template.name() + "_" + copies++;
        maintenance().update("CREATE DATABASE " + name + " TEMPLATE " + template.name() + " STRATEGY FILE_COPY");
        return database(name);
    }

    private Database maintenance() {
        return database("postgres");
    }

    private Database database(String name) {
        return new Database(this, name, server.getPort());
    }

    void drop(Database database) {
        maintenance().update("DROP DATABASE " + database.name() + " WITH (FORCE)");
    }

    /** What the server says its settings are. */
    Map<String, String> effectiveSettings() {
        Map<String, String> effective = new LinkedHashMap<>();
        effective.put("server_version", maintenance().text("SHOW server_version"));
        SETTINGS.keySet().forEach(name -> effective.put(name, maintenance().text("SHOW " + name)));
        effective.put("data_checksums", maintenance().text("SHOW data_checksums"));
        return effective;
    }

    /** CPU seconds of all of its processes so far. */
    double cpuSeconds() {
        try {
            Path pidFile = directory.path().resolve("data").resolve("postmaster.pid");
            return ProcessTimes.ofTree(
                    Long.parseLong(Files.readAllLines(pidFile).get(0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        directory.close();
    }
}

package io.keysweep.chaos;

import io.keysweep.support.ServiceProcess;
import io.keysweep.support.TemporaryDirectory;
import io.keysweep.support.TestEnvironment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A database of its own, the proxy before it, and replicas of the packaged service that reach it through the proxy. */
final class ChaosEnvironment implements AutoCloseable {

    // Small parts make many moments at which something can go wrong. Nothing is given up for faults of the harness's
    // making.
    private static final Map<String, String> SMALL_PARTS = Map.of(
            "keysweep.sweep.slice-size", "100",
            "keysweep.sweep.first-slice-size", "25",
            "keysweep.sweep.chunk-size", "5",
            "keysweep.sweep.slices-per-replica", "3",
            "keysweep.sweep.lease", "2s",
            "keysweep.sweep.statement-timeout", "3s",
            "keysweep.sweep.back-off-maximum", "300ms",
            "keysweep.sweep.attempts", "1000",
            "quarkus.datasource.reactive.max-size", "6",
            // Several JVMs start at a time, and a start that fails costs another one.
            "quarkus.datasource.jdbc.acquisition-timeout", "60S");

    private final TestEnvironment environment = new TestEnvironment();
    private final TemporaryDirectory directory = TemporaryDirectory.create("chaos-");
    private Map<String, String> settings;
    private FaultProxy proxy;
    private Replicas replicas;

    private final List<ChaosDatabase> databases = new CopyOnWriteArrayList<>();
    private ChaosDatabase database;

    private ChaosEnvironment(int count, Random random) {
        // Whatever happens to this process, and if this constructor fails, no server is left behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        settings = new HashMap<>(environment.start());
        database = ChaosDatabase.create(directory.path());
        databases.add(database);
        proxy = FaultProxy.to(database.port(), random.nextLong());
        TestEnvironment.useDatabase(database.jdbcUrl());
        settings.putAll(ChaosDatabase.settings(proxy.port()));
        settings.putAll(SMALL_PARTS);
        // The schema comes first: the witness watches its tables.
        try (ServiceProcess migration = ServiceProcess.start(settings)) {
            migration.stop();
        }
        Audit.install();
        replicas = Replicas.start(count, settings, random);
    }

    /** Starts all of it. */
    static ChaosEnvironment start(int replicas, Random random) {
        return new ChaosEnvironment(replicas, random);
    }

    /** The server that is the primary now. */
    ChaosDatabase database() {
        return database;
    }

    /** What is between the replicas and the database. */
    FaultProxy proxy() {
        return proxy;
    }

    /** The replicas. */
    Replicas replicas() {
        return replicas;
    }

    /** More replicas, their clocks so many hours off. */
    Replicas withClocks(List<Integer> hours, Random random) {
        return Replicas.start(hours, settings, random);
    }

    /** A standby of the primary, which restarts. */
    ChaosDatabase standby() {
        ChaosDatabase standby = database.withStandby();
        databases.add(standby);
        return standby;
    }

    /** The primary dies, and the standby takes its place. */
    void failOver(ChaosDatabase standby) {
        database.stopImmediately();
        standby.promote();
        TestEnvironment.useDatabase(standby.jdbcUrl());
        database = standby;
        proxy.lead(standby.port());
    }

    @Override
    public void close() {
        for (AutoCloseable part : Arrays.asList(replicas, proxy)) {
            close(part);
        }
        databases.forEach(ChaosDatabase::close);
        directory.close();
        environment.stop();
    }

    private static void close(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

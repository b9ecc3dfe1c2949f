package io.keysweep.support;

import io.keysweep.dev.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** What every test of the service runs against: a real PostgreSQL, started once for all test classes. */
public class TestEnvironment implements QuarkusTestResourceLifecycleManager {

    /** The system property that tells tests, in whatever class loader, where the database is. */
    static final String JDBC_URL = "test.keysweep.jdbc-url";

    // So that a few dozen backups make several slices of several chunks.
    private static final Map<String, String> SMALL_PARTS = Map.of(
            "keysweep.sweep.slice-size", "40",
            "keysweep.sweep.chunk-size", "10",
            "keysweep.sweep.lease", "2s",
            "keysweep.sweep.lock-timeout", "250ms",
            "keysweep.sweep.poll-interval", "200ms",
            "keysweep.sweep.back-off-maximum", "500ms",
            "keysweep.sweep.failed-items-limit", "50",
            "keysweep.sweep.attempts", "100");

    private EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        database = EmbeddedDatabase.start();
        System.setProperty(JDBC_URL, database.settings().get("quarkus.datasource.jdbc.url"));
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.putAll(SMALL_PARTS);
        return settings;
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
    }
}

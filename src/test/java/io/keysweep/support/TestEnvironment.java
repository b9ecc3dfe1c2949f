package io.keysweep.support;

import io.keysweep.dev.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** What every test of the service runs against: a real PostgreSQL, started once for all test classes. */
public class TestEnvironment implements QuarkusTestResourceLifecycleManager {

    /** The system property that tells tests, in whatever class loader, where the database is. */
    static final String JDBC_URL = "keysweep.test.jdbc-url";

    private EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        database = EmbeddedDatabase.start();
        System.setProperty(JDBC_URL, database.settings().get("quarkus.datasource.jdbc.url"));
        return new HashMap<>(database.settings());
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
    }
}

package io.keysweep.support;

import io.keysweep.dev.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** What every test of the service runs against: a real PostgreSQL, started once for all test classes. */
public class TestEnvironment implements QuarkusTestResourceLifecycleManager {

    private EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        database = EmbeddedDatabase.start();
        return new HashMap<>(database.settings());
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
    }
}

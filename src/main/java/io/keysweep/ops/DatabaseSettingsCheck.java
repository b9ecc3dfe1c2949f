package io.keysweep.ops;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** Finds out that nobody has said where the database is, before Quarkus does with a stack trace. */
@Singleton
class DatabaseSettingsCheck implements StartupCheck {

    /** Stands in application.properties, so that the start gets as far as this check. */
    static final String UNSET = "postgresql://not-set.invalid/keysweep";

    private static final String SERVING = "quarkus.datasource.reactive.url";
    private static final String MIGRATING = "quarkus.datasource.jdbc.url";

    private final Config config;
    private final MigrateConfig migrate;

    DatabaseSettingsCheck(Config config, MigrateConfig migrate) {
        this.config = config;
        this.migrate = migrate;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (value(SERVING).equals(UNSET)) {
            problems.add(SERVING + " is not set; it says where the database is: postgresql://host:5432/keysweep, with"
                    + " quarkus.datasource.username and quarkus.datasource.password beside it");
        }
        if (migrate.when() != MigrateConfig.When.NEVER && value(MIGRATING).isEmpty()) {
            problems.add(
                    MIGRATING + " is not set; the schema is migrated through it: jdbc:postgresql://host:5432/keysweep;"
                            + " only with keysweep.migrate=never it is not needed");
        }
        return problems;
    }

    private String value(String name) {
        return config.getOptionalValue(name, String.class).orElse("");
    }
}

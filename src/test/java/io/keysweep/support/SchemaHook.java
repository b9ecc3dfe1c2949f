package io.keysweep.support;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Has every class of tests of the service, in this process or packaged, wait for the schema before it seeds anything: on a
 * busy machine the service is started before it has migrated the database.
 */
public class SchemaHook implements QuarkusTestBeforeClassCallback {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");

    @Override
    public void beforeClass(Class<?> testClass) {
        if (System.getProperty(TestEnvironment.JDBC_URL) != null) {
            awaitSchema();
        }
    }

    private static void awaitSchema() {
        long all = migrations();
        try {
            Eventually.within(START, "the service has migrated the database", () -> applied() >= all);
        } catch (IllegalStateException noDatabase) {
            // The service did not start, and its database is ended: the tests say why.
        }
    }

    /** How many the service brings. */
    public static long migrations() {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.filter(file -> file.getFileName().toString().startsWith("V"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long applied() {
        boolean begun = Seed.query(Boolean.class, "SELECT to_regclass('public.flyway_schema_history') IS NOT NULL")
                .get(0);
        return begun
                ? Seed.query(
                                Long.class,
                                "SELECT count(*) FROM flyway_schema_history WHERE success AND version IS NOT NULL")
                        .get(0)
                : 0;
    }
}

package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A migration that nobody counted would let a replica serve on the schema before it. */
class MigrationsCountedTest {

    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");

    @Test
    void theServiceNeedsEveryMigrationThatItBrings() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            assertThat(SchemaRepository.MIGRATIONS, is((int) files.count()));
        }
    }
}

package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.SchemaHook;
import org.junit.jupiter.api.Test;

/** A migration that nobody counted would let a replica serve on the schema before it. */
class MigrationsCountedTest {

    @Test
    void theServiceNeedsEveryMigrationThatItBrings() {
        assertThat((long) SchemaRepository.MIGRATIONS, is(SchemaHook.migrations()));
    }
}

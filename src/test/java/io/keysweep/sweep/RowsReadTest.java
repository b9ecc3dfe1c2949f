package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.lessThan;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What jobs read has to do with what they delete, never with how much else is stored: the server's own statistics tell whether
 * a statement read the table, or an index of it, as a whole.
 */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class RowsReadTest {

    private static final int STORED = 20_000;
    private static final int SELECTED = 100;

    // Few rows to a page, as real backups are: reading one more index looks cheap beside them.
    private static final int BLOB_BYTES = 2_500;
    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");

    // A server's process tells its statistics when it has been idle for ten seconds, if not earlier.
    private static final Duration TOLD = Duration.ofSeconds(60);

    private static final String DELETED = "SELECT n_tup_del FROM pg_stat_user_tables WHERE relname = 'key_backup'";

    private static final String READ =
            """
            SELECT t.seq_tup_read + (SELECT sum(i.idx_tup_read)::bigint FROM pg_stat_user_indexes i WHERE i.relid = t.relid)
            FROM pg_stat_user_tables t WHERE t.relname = 'key_backup'""";

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");

    @Test
    void jobsOfAllScopesReadNoMoreThanTheyHaveTo() {
        List<UUID> backups = Seed.backups(key, STORED, FROM, secondsLater(STORED), BLOB_BYTES);
        Seed.update("ANALYZE key_backup");
        long deleted = number(DELETED);
        long read = number(READ);

        jobs.run("vault_id", vault, "created_before", secondsLater(SELECTED).toString());
        jobs.run("key_id", key, "created_before", secondsLater(2 * SELECTED).toString());
        jobs.run(
                "keys",
                List.of(key),
                "created_before",
                secondsLater(3 * SELECTED).toString());
        jobs.run("backups", backups.subList(3 * SELECTED, 4 * SELECTED));

        Eventually.within(TOLD, "the server tells of all", () -> number(DELETED) >= deleted + 4 * SELECTED);
        assertThat(number(READ) - read, lessThan((long) STORED));
    }

    private static Instant secondsLater(int seconds) {
        return FROM.plusSeconds(seconds);
    }

    private static long number(String sql) {
        return Seed.query(Long.class, sql).get(0);
    }
}

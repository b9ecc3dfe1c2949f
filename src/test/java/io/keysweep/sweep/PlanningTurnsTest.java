package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Large jobs do not keep small ones from being planned, though each of them holds one of the few places for that. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class PlanningTurnsTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-04-10T00:00:00Z");
    private static final int MANY = 4_000; // a hundred slices
    private static final int FEW = 10;

    private static final String WATCH =
            """
            CREATE TABLE watched_slice (job_id uuid NOT NULL, no bigint GENERATED ALWAYS AS IDENTITY);
            CREATE FUNCTION watch_slice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
                'BEGIN INSERT INTO watched_slice (job_id) VALUES (NEW.job_id); RETURN NULL; END';
            CREATE TRIGGER watch_slice AFTER INSERT ON bulk_job_slice FOR EACH ROW EXECUTE FUNCTION watch_slice();""";

    private static final String UNWATCH =
            """
            DROP TRIGGER watch_slice ON bulk_job_slice;
            DROP FUNCTION watch_slice();
            DROP TABLE watched_slice;""";

    private static final String FIRST = "SELECT min(no) FROM watched_slice WHERE job_id = ?::uuid";
    private static final String LAST = "SELECT max(no) FROM watched_slice WHERE job_id = ?::uuid";

    @Inject
    SweepConfig config;

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));

    @BeforeEach
    void watch() {
        Seed.update(WATCH);
    }

    @AfterEach
    void unwatch() {
        Seed.update(UNWATCH);
    }

    private UUID vault(String name, int backups) {
        UUID vault = Seed.vault(account, name);
        Seed.backups(Seed.key(vault, "signing"), backups, FROM, TO, 200);
        return vault;
    }

    // As where all was just cleared and somebody holds an old snapshot: each dead entry of the index is looked at.
    @Test
    void aJobStaysWithWhoeverReadsForLongerThanALease() throws SQLException {
        UUID vault = vault("slow", FEW);
        String job;
        try (Connection gate = Seed.begin("LOCK TABLE key_backup IN ACCESS EXCLUSIVE MODE")) {
            job = jobs.start("vault_id", vault);
            Instant end = Instant.now().plus(config.lease().multipliedBy(3));
            Eventually.within(config.lease().multipliedBy(6), "time passes", () -> Instant.now()
                    .isAfter(end));
            assertThat(
                    "nobody else has claimed it",
                    Seed.query(Integer.class, "SELECT epoch FROM bulk_job WHERE id = ?::uuid", job),
                    equalTo(List.of(1)));
            gate.rollback();
        }
        assertThat(jobs.awaitEnd(job).getString("overall_status"), equalTo("completed"));
    }

    @Test
    void aSmallJobIsPlannedBeforeLargeOnesHaveEnded() throws SQLException {
        List<UUID> large = Stream.iterate(0, n -> n + 1)
                .limit(config.jobsPerReplica())
                .map(n -> vault("large-" + n, MANY))
                .toList();
        UUID small = vault("small", FEW);

        List<String> largeJobs;
        String smallJob;
        try (Connection gate = Seed.begin("LOCK TABLE bulk_job_slice IN SHARE MODE")) { // no slice is cut meanwhile
            largeJobs =
                    large.stream().map(vault -> jobs.start("vault_id", vault)).toList();
            smallJob = jobs.start("vault_id", small);
            gate.rollback();
        }
        jobs.awaitSucceeded(smallJob, FEW);
        largeJobs.forEach(job -> jobs.awaitSucceeded(job, MANY));

        for (String job : largeJobs) {
            assertThat(only(FIRST, smallJob), lessThan(only(LAST, job)));
        }
    }

    private static Long only(String sql, String job) {
        return Seed.query(Long.class, sql, job).get(0);
    }
}

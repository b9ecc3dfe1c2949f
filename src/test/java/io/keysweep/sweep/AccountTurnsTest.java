package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account that has queued many jobs does not keep another's waiting for them, at either step. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class AccountTurnsTest {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int MANY = 300;
    // What this replica may have in hand as the other account comes, and one turn of each.
    private static final long FEW_TURNS = 10;

    private static final String WATCH =
            """
            CREATE TABLE watched_job (job_id uuid NOT NULL, no bigint GENERATED ALWAYS AS IDENTITY);
            CREATE FUNCTION watch_job() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
                'BEGIN INSERT INTO watched_job (job_id) VALUES (NEW.job_id); RETURN NULL; END';
            CREATE TRIGGER watch_planned AFTER INSERT ON bulk_job_slice FOR EACH ROW
                WHEN (NEW.lease_until IS NULL AND NEW.chunks = 0 AND NEW.planned = 1) EXECUTE FUNCTION watch_job();
            CREATE TRIGGER watch_swept AFTER UPDATE OF epoch ON bulk_job_slice FOR EACH ROW
                WHEN (NEW.epoch > OLD.epoch AND NEW.planned = 2) EXECUTE FUNCTION watch_job();""";

    private static final String UNWATCH =
            """
            DROP TRIGGER watch_planned ON bulk_job_slice;
            DROP TRIGGER watch_swept ON bulk_job_slice;
            DROP FUNCTION watch_job();
            DROP TABLE watched_job;""";

    private static final String PLACE = "SELECT coalesce(min(no), 0) FROM watched_job WHERE job_id = ?";

    private static final String ACCEPT =
            """
            INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,
                                  created_at, last_claimed_at, not_before)
            SELECT CASE WHEN n = ? THEN ? ELSE gen_random_uuid() END, CASE WHEN n = ? THEN ? ELSE ? END,
                   'delete-key-backups', 'test', 'backups', ARRAY[gen_random_uuid()], '-infinity', t.at, t.at, t.at, t.at
            FROM generate_series(0, ?) n, LATERAL (SELECT now() + (n - 400) * interval '1 second' AS at) t""";

    private static final String CUT =
            """
            WITH cut AS (
                UPDATE bulk_job SET state = 'sweeping', fully_planned = true, slice_count = 1, planned = 1
                WHERE account IN (?, ?) RETURNING id, scope_ids)
            INSERT INTO bulk_job_slice (job_id, slice_no, kind, ids, ids_named, planned)
            SELECT id, 0, 'ids', scope_ids, true, 2 FROM cut""";

    @Inject
    SweepLoop loop;

    private final String many = Seed.account();
    private final String one = Seed.account();
    private final UUID job = UUID.randomUUID();

    @BeforeEach
    void watch() {
        Seed.update(WATCH);
    }

    @AfterEach
    void unwatch() {
        Seed.update(UNWATCH);
    }

    private static long placeOf(UUID job) {
        return Seed.query(Long.class, PLACE, job).get(0);
    }

    private void isSoonInTurn() {
        loop.wake();
        Eventually.within(SOON, "the job is taken in hand", () -> placeOf(job) > 0);
        assertThat(placeOf(job), lessThanOrEqualTo(FEW_TURNS));
        Eventually.within(
                SOON,
                "all end",
                () -> Seed.query(
                                        Long.class,
                                        "SELECT count(*) FROM bulk_job WHERE account IN (?, ?) AND completed_at IS NULL",
                                        many,
                                        one)
                                .get(0)
                        == 0);
    }

    @Test
    void aJobIsPlannedBeforeAllThatAnotherAccountHasQueued() {
        Seed.update(ACCEPT, MANY, job, MANY, one, many, MANY);

        isSoonInTurn();
    }

    @Test
    void aJobIsSweptBeforeAllThatAnotherAccountHasQueued() throws SQLException {
        acceptPlanned();

        isSoonInTurn();
    }

    // In one transaction: nothing is swept before all are there.
    private void acceptPlanned() throws SQLException {
        try (Connection connection = Seed.connect()) {
            connection.setAutoCommit(false);
            run(connection, ACCEPT, MANY, job, MANY, one, many, MANY);
            run(connection, CUT, many, one);
            connection.commit();
        }
    }

    private static void run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}

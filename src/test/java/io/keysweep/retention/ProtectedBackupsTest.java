package io.keysweep.retention;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What bulk jobs leave alone: backups under a hold, the last one of a key that is gone, and the newest that a job keeps. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ProtectedBackupsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-04-10T00:00:00Z");

    private static final String HOLD =
            "UPDATE key_backup SET held_until = 'infinity', hold_reason = 'test', held_by = 'test',"
                    + " held_at = now(), inserted_xact = pg_current_xact_id()::text::bigint WHERE id = ?";

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final List<UUID> backups = Seed.backups(key, 100, FROM, TO, 200);

    private List<UUID> left() {
        return Seed.query(UUID.class, "SELECT id FROM key_backup WHERE account = ? ORDER BY created_at, id", account);
    }

    private static void hold(UUID backup) {
        Seed.update(HOLD, backup);
    }

    private void goneFromAzure() {
        Seed.update("UPDATE azure_key SET gone = true, deleted = true, status = 'DELETED' WHERE id = ?", key);
    }

    private static Map<String, Integer> counts(int total, int succeeded, int missing, int held) {
        return Map.of("total", total, "succeeded", succeeded, "failed", 0, "missing", missing, "held", held);
    }

    @Test
    void aHeldBackupIsLeftAloneAndReported() {
        hold(backups.get(7));
        hold(backups.get(99));

        assertThat(jobs.preview("vault_id", vault).getInt("count"), is(98));
        assertThat(jobs.preview("vault_id", vault).getInt("held"), is(2));
        JsonPath job = jobs.run("vault_id", vault);

        assertThat(left(), equalTo(List.of(backups.get(7), backups.get(99))));
        assertThat(job.getMap("counts"), equalTo(counts(100, 98, 0, 2)));
        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(
                job.<String, String>getMap("detailed_status").get(backups.get(7).toString()),
                containsString("NCERRBackupHeld"));
        assertThat(
                jobs.request()
                        .get(BulkJobs.PATH + "/" + job.getString("id") + "/results?outcome=held")
                        .jsonPath()
                        .getList("resources.backup_id"),
                containsInAnyOrder(backups.get(7).toString(), backups.get(99).toString()));
    }

    @Test
    void aHeldBackupThatIsNamedIsLeftAloneAndReported() {
        hold(backups.get(7));
        UUID unknown = UUID.randomUUID();

        JsonPath job = jobs.run("backups", List.of(backups.get(6), backups.get(7), unknown));

        assertThat(left().contains(backups.get(7)), is(true));
        assertThat(job.getMap("counts"), equalTo(counts(3, 1, 1, 1)));
    }

    @Test
    void aHoldThatHasEndedProtectsNothing() {
        hold(backups.get(7));
        Seed.update("UPDATE key_backup SET held_until = now() - interval '1 s' WHERE id = ?", backups.get(7));

        assertThat(jobs.run("key_id", key).getMap("counts"), equalTo(counts(100, 100, 0, 0)));
    }

    @Test
    void aHoldThatIsPlacedWhileAChunkWaitsForTheRowIsKeptAndReported() throws SQLException {
        JsonPath job;
        try (Connection holder = Seed.connect()) {
            placeUncommitted(holder, backups.get(99));
            String id = jobs.start("vault_id", vault);
            jobs.awaitSucceeded(id, 90);
            awaitWaiting();
            holder.commit();
            job = jobs.awaitEnd(id);
        }

        assertThat(left(), equalTo(List.of(backups.get(99))));
        assertThat(job.getMap("counts"), equalTo(counts(100, 99, 0, 1)));
    }

    @Test
    void aHoldThatIsPlacedWhileAChunkOfNamedIdsWaitsIsKeptAndReported() throws SQLException {
        JsonPath job;
        try (Connection holder = Seed.connect()) {
            placeUncommitted(holder, backups.get(3));
            String id = jobs.start("backups", backups.subList(0, 5));
            awaitWaiting();
            holder.commit();
            job = jobs.awaitEnd(id);
        }

        assertThat(left().get(0), equalTo(backups.get(3)));
        assertThat(job.getMap("counts"), equalTo(counts(5, 4, 0, 1)));
    }

    @Test
    void aNamedBackupThatSomebodyElseDeletesMeanwhileIsMissing() throws SQLException {
        JsonPath job;
        try (Connection other = Seed.connect()) {
            other.setAutoCommit(false);
            execute(other, "DELETE FROM key_backup WHERE id = ?", backups.get(3));
            String id = jobs.start("backups", backups.subList(0, 5));
            awaitWaiting();
            other.commit();
            job = jobs.awaitEnd(id);
        }

        assertThat(job.getMap("counts"), equalTo(counts(5, 4, 1, 0)));
    }

    private static void placeUncommitted(Connection holder, UUID backup) throws SQLException {
        holder.setAutoCommit(false);
        execute(holder, HOLD, backup);
    }

    private static void execute(Connection connection, String sql, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            assertThat(statement.executeUpdate(), is(1));
        }
    }

    // Somebody waits for a transaction that has changed a row: the chunk under test.
    private void awaitWaiting() {
        Eventually.within(DEADLINE, "a chunk waits for the row", () -> !Seed.query(
                        Integer.class,
                        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
                                + " AND query LIKE '%bulk_job_slice%'")
                .isEmpty());
    }

    @Test
    void theLastBackupOfAKeyThatIsGoneIsLeftAlone() {
        goneFromAzure();

        assertThat(jobs.preview("key_id", key).getInt("held"), is(1));
        JsonPath job = jobs.run("key_id", key);

        assertThat(left(), equalTo(List.of(backups.get(99))));
        assertThat(job.getMap("counts"), equalTo(counts(100, 99, 0, 1)));
    }

    @Test
    void theLastBackupOfAKeyThatIsGoneGoesIfTheJobSaysSo() {
        goneFromAzure();

        JsonPath job = jobs.run("key_id", key, "include_last_of_gone_keys", true);

        assertThat(left(), empty());
        assertThat(job.getMap("counts"), equalTo(counts(100, 100, 0, 0)));
        assertThat(job.getBoolean("delete_key_backups_param.include_last_of_gone_keys"), is(true));
    }

    @Test
    void aKeyThatComesBackProtectsNothingAndOneThatGoesAgainItsNewest() {
        goneFromAzure();
        Seed.update("UPDATE azure_key SET gone = false WHERE id = ?", key);
        assertThat(marked(), empty());
        UUID newest = Seed.backups(key, 1, TO, TO.plusSeconds(1), 20).get(0);
        goneFromAzure();
        assertThat(marked(), equalTo(List.of(newest)));
        UUID late =
                Seed.backups(key, 1, TO.plusSeconds(9), TO.plusSeconds(10), 20).get(0);
        assertThat(marked(), equalTo(List.of(late)));
    }

    private List<UUID> marked() {
        return Seed.query(UUID.class, "SELECT id FROM key_backup WHERE account = ? AND last_of_gone_key", account);
    }

    @Test
    void theNewestOfEachKeyThatTheJobKeepsAreNotSelected() {
        UUID other = Seed.key(vault, "other");
        List<UUID> few = Seed.backups(other, 2, FROM, TO, 20);

        assertThat(jobs.preview("vault_id", vault, "keep_last", 3).getInt("count"), is(97));
        JsonPath job = jobs.run("vault_id", vault, "keep_last", 3);

        assertThat(left().containsAll(backups.subList(97, 100)), is(true));
        assertThat(left().containsAll(few), is(true));
        assertThat(left().size(), is(5));
        assertThat(job.getMap("counts"), equalTo(counts(97, 97, 0, 0)));
        assertThat(job.getDouble("progress"), is(1.0));
    }

    @Test
    void refusesToKeepSomeOfWhatIsNamed() {
        jobs.post(BulkJobs.body("backups", backups.subList(0, 2), "keep_last", 1))
                .then()
                .statusCode(400)
                .body("message", containsString("keep_last: cannot be combined with backups"));
        jobs.post(BulkJobs.body("key_id", key, "keep_last", 0))
                .then()
                .statusCode(400)
                .body("message", containsString("keep_last: must be 1 or more"));
        jobs.post(BulkJobs.body("key_id", key, "keep_last", 1_001))
                .then()
                .statusCode(400)
                .body("message", containsString("keep_last: must be at most 1000"));
    }
}

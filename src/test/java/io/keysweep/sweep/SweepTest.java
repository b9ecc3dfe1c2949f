package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.LockedRow;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The engine under faults that one process can be put to: refused rows, late commits, leases handed on. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SweepTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-04-10T00:00:00Z");
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final List<UUID> backups = Seed.backups(key, 100, FROM, TO, 200);

    private List<UUID> left() {
        return Seed.query(UUID.class, "SELECT id FROM key_backup WHERE account = ? ORDER BY created_at, id", account);
    }

    private List<UUID> recorded(String jobId, String outcome) {
        return Seed.query(
                UUID.class,
                "SELECT unnest(ids) FROM bulk_job_outcome WHERE job_id = ?::uuid AND outcome = ?",
                jobId,
                outcome);
    }

    @Test
    void namesTheRowsThatTheDatabaseRefusesAndDeletesTheOthers() {
        List<UUID> refused = List.of(backups.get(0), backups.get(44), backups.get(45), backups.get(99));
        JsonPath job;
        try (Refusal refusal = Refusal.of(refused)) {
            job = jobs.run("vault_id", vault);
        }

        assertThat(left(), equalTo(refused));
        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(
                job.getMap("counts"),
                equalTo(Map.of("total", 100, "succeeded", 96, "failed", 4, "missing", 0, "held", 0)));
        assertThat(new HashSet<>(recorded(job.getString("id"), "failed")), equalTo(new HashSet<>(refused)));
        Map<String, String> statuses = job.getMap("detailed_status");
        assertThat(statuses.get(refused.get(1).toString()), containsString("NCERRBackupNotDeleted: SQLSTATE KS999"));
    }

    @Test
    void namesARefusedRowAmongIds() {
        JsonPath job;
        try (Refusal refusal = Refusal.of(backups.subList(7, 8))) {
            job = jobs.run("backups", backups.subList(0, 25));
        }

        assertThat(
                job.getMap("counts"),
                equalTo(Map.of("total", 25, "succeeded", 24, "failed", 1, "missing", 0, "held", 0)));
        assertThat(left().get(0), equalTo(backups.get(7)));
    }

    @Test
    void findsRowsThatWereCommittedBehindTheCursor() {
        JsonPath job;
        UUID late;
        try (LockedRow row = LockedRow.backup(backups.get(99))) {
            String id = jobs.start("vault_id", vault);
            jobs.awaitSucceeded(id, 90);
            late = Seed.backups(key, 1, FROM.plusSeconds(5), FROM.plusSeconds(6), 200)
                    .get(0);
            row.close();
            job = jobs.awaitEnd(id);
        }

        assertThat(left(), empty());
        assertThat(job.getInt("counts.succeeded"), is(101));
        assertThat(job.getInt("counts.total"), is(101));
        assertThat(job.getMap("detailed_status").get(late.toString()), equalTo("Success"));
    }

    @Test
    void findsRowsOfATransactionThatWasOpenWhenTheJobWasAccepted() throws Exception {
        UUID late = UUID.randomUUID();
        JsonPath job;
        try (LockedRow row = LockedRow.backup(backups.get(99));
                Connection open = Seed.connect()) {
            open.setAutoCommit(false);
            try (PreparedStatement copy = open.prepareStatement(
                    "INSERT INTO key_backup (id, vault_id, key_id, data_key_id, created_at, blob_size, version_count,"
                            + " account, blob_digest, blob) SELECT ?, vault_id, key_id, data_key_id, created_at,"
                            + " blob_size, version_count, account, blob_digest, blob FROM key_backup WHERE id = ?")) {
                copy.setObject(1, late);
                copy.setObject(2, backups.get(0));
                assertThat(copy.executeUpdate(), is(1));
            }
            String id = jobs.start("vault_id", vault);
            jobs.awaitSucceeded(id, 90);
            open.commit();
            row.close();
            job = jobs.awaitEnd(id);
        }

        assertThat(left(), empty());
        assertThat(job.getInt("counts.succeeded"), is(101));
        assertThat(job.getMap("detailed_status").get(late.toString()), equalTo("Success"));
    }

    @Test
    void doesNothingUnderALeaseThatWasHandedOn() {
        String id;
        JsonPath job;
        try (LockedRow row = LockedRow.backup(backups.get(10))) {
            id = jobs.start("key_id", key);
            jobs.awaitSucceeded(id, 40);
            // What another replica does when it takes the slice over, while this one is still at it.
            int taken = Seed.update(
                    "UPDATE bulk_job_slice SET epoch = epoch + 1000, lease_owner = gen_random_uuid(),"
                            + " lease_until = now() + interval '1 s' WHERE job_id = ?::uuid AND slice_no = 0",
                    id);
            assertThat(taken, is(1));
            row.close();
            job = jobs.awaitEnd(id);
        }

        assertThat(left(), empty());
        assertThat(job.getInt("counts.succeeded"), is(100));
        assertThat(recorded(id, "succeeded").size(), is(100));
        assertThat(
                Seed.query(
                                Integer.class,
                                "SELECT min(epoch) FROM bulk_job_outcome WHERE job_id = ?::uuid AND slice_no = 0"
                                        + " AND created_at > (SELECT max(created_at) FROM bulk_job_outcome"
                                        + " WHERE job_id = ?::uuid AND slice_no = 1)",
                                id,
                                id)
                        .get(0),
                greaterThan(1000));
    }

    @Test
    void givesAJobUpWhenTooMuchIsRefused() {
        List<UUID> many = Seed.backups(key, 60, TO, TO.plusSeconds(3600), 20);
        JsonPath job;
        try (Refusal refusal = Refusal.of(many)) {
            job = jobs.run("vault_id", vault);
        }

        assertThat(job.getString("overall_status"), equalTo("failed"));
        assertThat(job.getString("error"), containsString("the database refused"));
        assertThat(left().containsAll(many), is(true));
        assertThat(recorded(job.getString("id"), "succeeded").size(), is(job.getInt("counts.succeeded")));
    }

    @Test
    void keepsDigestsThatAnyoneCanRecompute() {
        String id = jobs.run("vault_id", vault).getString("id");

        assertThat(
                Seed.query(
                        Boolean.class,
                        "SELECT bool_and(digest = (SELECT sha256(string_agg(uuid_send(i), ''::bytea ORDER BY i))"
                                + " FROM unnest(ids) i)) FROM bulk_job_outcome WHERE job_id = ?::uuid",
                        id),
                contains(true));
    }

    @Test
    void neverChangesAFinalState() {
        String id = jobs.run("vault_id", vault).getString("id");

        for (String change :
                List.of("state = 'sweeping'", "succeeded = 1", "completed_at = now()", "epoch = epoch + 1")) {
            assertThrows(
                    IllegalStateException.class,
                    () -> Seed.update("UPDATE bulk_job SET " + change + " WHERE id = ?::uuid", id),
                    change);
        }
    }

    @Test
    void leavesNoLeaseBehind() {
        String id = jobs.run("vault_id", vault).getString("id");

        Eventually.within(
                DEADLINE,
                "no lease is held",
                () -> Seed.query(
                                        Long.class,
                                        "SELECT (SELECT count(*) FROM bulk_job_slice WHERE job_id = ?::uuid AND lease_until IS NOT NULL)"
                                                + " + (SELECT count(*) FROM bulk_job WHERE id = ?::uuid AND lease_until IS NOT NULL)",
                                        id,
                                        id)
                                .get(0)
                        == 0);
    }

    @Test
    void letsOverlappingJobsShareTheRowsWithoutCountingAnyTwice() {
        String first = jobs.start("vault_id", vault);
        String second = jobs.start("key_id", key);
        String third = jobs.start("backups", backups);

        int succeeded = 0;
        for (String id : List.of(first, second, third)) {
            JsonPath job = jobs.awaitEnd(id);
            assertThat(job.getString("overall_status"), equalTo("completed"));
            succeeded += job.getInt("counts.succeeded");
        }
        assertThat(succeeded, is(100));
        assertThat(left(), empty());
    }

    @Test
    void stopsAJobThatIsCancelledWhileItIsPlannedWithoutWaitingForALease() {
        UUID large = Seed.vault(account, "large");
        Seed.backups(Seed.key(large, "k"), 20_000, FROM, TO, 20);
        String id = jobs.start("vault_id", large);
        jobs.awaitSucceeded(id, 1);
        jobs.cancel(id);

        JsonPath job = jobs.awaitEnd(id);

        assertThat(job.getBoolean("abort"), is(true));
        // A claim of a lease that ran out counts as a failure; one that was given back does not.
        assertThat(
                Seed.query(
                        Boolean.class,
                        "SELECT NOT fully_planned AND failures = 0 FROM bulk_job WHERE id = ?::uuid",
                        id),
                contains(true));
    }

    @Test
    void leavesAloneWhatBearsAnotherAccountThoughItComesLate() {
        UUID foreign;
        JsonPath job;
        try (LockedRow row = LockedRow.backup(backups.get(99))) {
            foreign = Seed.backups(key, 1, FROM, TO, 20).get(0);
            Seed.forge("UPDATE key_backup SET account = ? WHERE id = ?", Seed.account(), foreign);
            String id = jobs.start("vault_id", vault);
            jobs.awaitSucceeded(id, 90);
            row.close();
            job = jobs.awaitEnd(id);
        }

        assertThat(left(), empty());
        assertThat(job.getInt("counts.succeeded"), is(100));
        assertThat(Seed.query(UUID.class, "SELECT id FROM key_backup WHERE id = ?", foreign), contains(foreign));
    }

    @Test
    void doesNotGiveUpAJobForASliceThatWasHandedOn() throws Exception {
        String id;
        try (LateRefusal refusal = LateRefusal.of(backups.get(10));
                Connection other = Seed.connect()) {
            id = jobs.start("key_id", key);
            refusal.awaitBegun();
            other.setAutoCommit(false);
            // What another replica does when it takes the slice over; the job's lock makes giving up wait for it.
            execute(other, "SELECT FROM bulk_job WHERE id = '" + id + "' FOR NO KEY UPDATE");
            execute(
                    other,
                    "UPDATE bulk_job_slice SET epoch = epoch + 1000, lease_owner = gen_random_uuid(),"
                            + " lease_until = clock_timestamp() + interval '1 s' WHERE job_id = '" + id
                            + "' AND slice_no = 0");
            other.commit();
        }
        JsonPath job = jobs.awaitEnd(id);

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(left(), empty());
    }

    private static void execute(Connection connection, String sql) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}

package io.keysweep.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Eventually;
import io.keysweep.support.Keys;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limit on backups a key, which the vault sets: the oldest go as a new one comes. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BackupLimitTest {

    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2024-02-01T00:00:00Z");

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private final Keys keys = new Keys(account);
    private UUID vault;
    private UUID key;
    private List<UUID> old;

    @BeforeEach
    void seedKeyWithFiveBackups() {
        AzureVault.number(1).createKey(name);
        vault = AzureVault.number(1).register(account, "payments");
        key = Seed.key(vault, name);
        old = Seed.backups(key, 5, JANUARY, FEBRUARY, 100);
    }

    private void limit(int most) {
        Seed.update("UPDATE vault SET cloud_key_backup_limit = ? WHERE id = ?", most, vault);
    }

    private List<UUID> stored() {
        return Seed.query(UUID.class, "SELECT id FROM key_backup WHERE key_id = ? ORDER BY created_at, id", key);
    }

    @Test
    void theOldestGoesAsANewOneComes() {
        limit(5);
        UUID other = Seed.key(vault, "other");
        Seed.backups(other, 9, JANUARY, FEBRUARY, 100);

        UUID first = keys.backUp(key);
        UUID second = keys.backUp(key);

        assertEquals(List.of(old.get(2), old.get(3), old.get(4), first, second), stored());
        assertEquals(9, Keys.backups(other));
    }

    @Test
    void withoutALimitNothingGoes() {
        keys.backUp(key);

        assertEquals(6, stored().size());
    }

    @Test
    void aLoweredLimitIsReachedWithTheNextBackup() {
        limit(1);

        UUID only = keys.backUp(key);

        assertEquals(List.of(only), stored());
    }

    @Test
    void whatIsHeldStaysBesideTheNewest() {
        limit(3);
        hold(old.get(0), "'infinity'");
        hold(old.get(1), "now() + interval '1 day'");
        hold(old.get(2), "now() - interval '1 day'");

        UUID fresh = keys.backUp(key);

        assertEquals(List.of(old.get(0), old.get(1), old.get(3), old.get(4), fresh), stored());
        UUID next = keys.backUp(key);
        assertEquals(List.of(old.get(0), old.get(1), old.get(4), fresh, next), stored());
        hold(fresh, "'infinity'");
        UUID beyond = keys.backUp(key);
        assertEquals(List.of(old.get(0), old.get(1), fresh, next, beyond), stored());
    }

    private static void hold(UUID backup, String until) {
        Seed.update(
                "UPDATE key_backup SET held_until = " + until
                        + ", hold_reason = 'audit', held_by = 'ann', held_at = now() WHERE id = ?",
                backup);
    }

    @Test
    void theLastOneOfAGoneKeyStays() {
        limit(2);
        Seed.update("UPDATE azure_key SET gone = true WHERE id = ?", key);

        UUID fresh = keys.backUp(key);

        // The new one is the last now, and the one before it is free again.
        assertEquals(List.of(old.get(4), fresh), stored());
        assertEquals(
                List.of(fresh),
                Seed.query(UUID.class, "SELECT id FROM key_backup WHERE key_id = ? AND last_of_gone_key", key));
    }

    @Test
    void manyAtOnceNeitherExceedTheLimitNorDeleteTooMuch() {
        limit(4);

        List<CompletableFuture<UUID>> taken = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> keys.backUp(key)))
                .limit(10)
                .toList();
        List<UUID> fresh = taken.stream().map(CompletableFuture::join).toList();

        assertEquals(4, stored().size());
        assertTrue(fresh.containsAll(stored()), "the oldest went first");
    }

    /** Another replica is storing one and has not committed: it is waited for and counted. */
    @Test
    void aBackupThatIsBeingStoredElsewhereCountsToo() throws SQLException {
        limit(5);
        CompletableFuture<UUID> taken;
        try (Connection other = Seed.connect()) {
            other.setAutoCommit(false);
            insertCopyOf(other, old.get(4));

            taken = CompletableFuture.supplyAsync(() -> keys.backUp(key));
            Eventually.within(Duration.ofSeconds(20), "it waits", () -> taken.isDone() || waiting() > 0);
            other.commit();
        }

        UUID fresh = taken.join();
        assertEquals(5, stored().size());
        assertEquals(fresh, stored().get(4));
    }

    /** A bulk job is clearing out and has not committed: what it deletes makes room, and nothing else has to go. */
    @Test
    void nothingElseGoesInThePlaceOfWhatAJobDeletesMeanwhile() throws SQLException {
        limit(5);
        CompletableFuture<UUID> taken;
        try (Connection job =
                Seed.begin("DELETE FROM key_backup WHERE id IN (?, ?, ?)", old.get(0), old.get(1), old.get(2))) {
            taken = CompletableFuture.supplyAsync(() -> keys.backUp(key));
            Eventually.within(Duration.ofSeconds(20), "it waits", () -> taken.isDone() || waiting() > 0);
            job.commit();
        }

        UUID fresh = taken.join();
        assertEquals(List.of(old.get(3), old.get(4), fresh), stored());
    }

    /** The database's clock was ahead when a job was accepted, and is right again. */
    @Test
    void aBackupIsYoungerThanTheJobsUnderWay() {
        UUID job = UUID.randomUUID();
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " created_at, lease_until)"
                        + " SELECT ?, ?, 'delete-key-backups', 'test', 'vault', ARRAY[?]::uuid[], '-infinity', t, t,"
                        + " now() + interval '1 hour' FROM (SELECT now() + interval '1 hour' AS t) ahead",
                job,
                account,
                vault);
        try {
            UUID fresh = keys.backUp(key);

            assertEquals(
                    List.of(true),
                    Seed.query(
                            Boolean.class,
                            "SELECT b.created_at >= j.selected_before FROM key_backup b, bulk_job j WHERE b.id = ? AND j.id = ?",
                            fresh,
                            job));
        } finally {
            Seed.update("DELETE FROM bulk_job WHERE id = ?", job);
        }
    }

    /** The database's clock was ahead when the last one was stored. */
    @Test
    void aBackupIsYoungerThanTheOthersOfItsKey() {
        Seed.update("UPDATE key_backup SET created_at = now() + interval '1 hour' WHERE id = ?", old.get(4));

        UUID first = keys.backUp(key);
        UUID second = keys.backUp(key);

        assertEquals(List.of(old.get(4), first, second), stored().subList(4, 7));
    }

    private static void insertCopyOf(Connection connection, UUID backup) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                """
                INSERT INTO key_backup (id, vault_id, key_id, data_key_id, blob_size, version_count, account, blob_digest,
                                        blob)
                SELECT gen_random_uuid(), vault_id, key_id, data_key_id, blob_size, version_count, account, blob_digest,
                       blob
                FROM key_backup WHERE id = ?""")) {
            insert.setObject(1, backup);
            insert.executeUpdate();
        }
    }

    private static long waiting() {
        return Seed.query(Long.class, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                .get(0);
    }
}

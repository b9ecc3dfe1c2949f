package io.keysweep.backup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.azure.KeyVersions;
import io.keysweep.backup.ReEncryptionRepository.Batch;
import io.keysweep.backup.ReEncryptionRepository.Step;
import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.RotationJobs;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.keysweep.sweep.SliceKind;
import io.keysweep.sweep.SliceLease;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A data key that is retired encrypts nothing new, and what is under it is taken off it in parts that fit into memory. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class RetiredDataKeyTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String RETIRE = "UPDATE data_key SET retired_at = clock_timestamp() WHERE vault_id = ?";
    private static final int MEGABYTE = 1_000_000;

    @Inject
    BlobCipher cipher;

    @Inject
    BackupStoreRepository store;

    @Inject
    ReEncryptionRepository backups;

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private UUID vault;
    private UUID key;

    @BeforeEach
    void seedKey() {
        AzureVault.number(1).createKey(name);
        vault = AzureVault.number(1).register(account, "payments");
        key = Seed.key(vault, name);
    }

    private CompletableFuture<Integer> take() {
        return CompletableFuture.supplyAsync(() -> Callers.admin(account)
                .noContentType()
                .post("/api/v1/cckm/azure/keys/" + key + "/backups")
                .statusCode());
    }

    private long underRetired() {
        return Seed.query(
                        Long.class,
                        "SELECT count(*) FROM key_backup b JOIN data_key d ON d.id = b.data_key_id"
                                + " WHERE b.vault_id = ? AND d.retired_at IS NOT NULL",
                        vault)
                .get(0);
    }

    @Test
    void whatWasSealedUnderItBeforeIsNotStored() {
        SealedBlob blob = cipher.seal(UUID.randomUUID(), account, vault, new byte[] {1, 2, 3})
                .await()
                .atMost(SOON);
        NewBackup backup = new NewBackup(
                blob, key, BackupType.MANUAL, KeyBackupRequest.checked(null), 3, new KeyVersions(1, 0, null), null);
        Seed.update(RETIRE, vault);

        assertThrows(
                DataKeyGoneException.class, () -> store.store(backup).await().atMost(SOON));
        assertThat(underRetired(), is(0L));
    }

    @Test
    void aBackupThatIsStoredWhileItIsBeingRetiredComesUnderTheNextOne() throws Exception {
        assertThat(take().get(), is(201));
        CompletableFuture<Integer> second;
        try (Connection retiring = Seed.begin(RETIRE, vault)) {
            second = take();
            Eventually.within(
                    SOON,
                    "somebody waits for the data key, or has not waited",
                    () -> second.isDone()
                            || Seed.query(
                                                    Long.class,
                                                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                                            + " AND query LIKE '%data_key%'")
                                            .get(0)
                                    > 0);
            retiring.commit();
        }

        assertThat(second.get(20, TimeUnit.SECONDS), is(201));
        assertThat("the first one alone", underRetired(), is(1L));
    }

    @Test
    void aStepTakesNoMoreThanTheEngineAsksForAndNoMoreBytesThanItMay() {
        Instant from = Instant.parse("2022-01-01T00:00:00Z");
        Seed.backups(key, 6, from, from.plusSeconds(60), MEGABYTE);
        Seed.update(RETIRE, vault);
        OffsetDateTime beginning = OffsetDateTime.parse("0001-01-01T00:00:00Z");
        SliceLease lease = new SliceLease(UUID.randomUUID(), "rotate-data-keys", 0, 1, SliceKind.VAULT_RANGE, 0);
        Step step = new Step(lease, account, vault, beginning, new UUID(0, 0));

        Batch asked = backups.next(step, 2).await().atMost(SOON);
        Batch byBytes = backups.next(step, 100).await().atMost(SOON);

        assertThat(asked.found().size(), is(2));
        assertThat(asked.last(), is(false));
        assertThat(
                "it ends where it took",
                asked.endId(),
                is(asked.found().get(1).blob().backupId()));
        assertThat(byBytes.found().size(), is(4));
        assertThat(byBytes.last(), is(false));
    }

    @Test
    void largeBlobsAreEncryptedAnewAFewAtATime() {
        Instant from = Instant.parse("2022-01-01T00:00:00Z");
        Seed.backups(key, 6, from, from.plusSeconds(60), MEGABYTE);
        RotationJobs rotations = new RotationJobs(() -> Callers.admin(account));

        String id = rotations.startDataKeys(vault);

        assertThat(rotations.awaitEnd(id).getInt("counts.failed"), is(6));
        assertThat(
                "steps, and a record for each that does not open",
                Seed.query(Integer.class, "SELECT chunks FROM bulk_job_slice WHERE job_id = ?::uuid", id),
                equalTo(List.of(2 + 6)));
    }

    private Step step(UUID job, OffsetDateTime cursorAt, UUID cursorId) {
        SliceLease lease = new SliceLease(job, "rotate-data-keys", 0, 1, SliceKind.VAULT_RANGE, 0);
        return new Step(lease, account, vault, cursorAt, cursorId);
    }

    @Test
    void backupsUnderFreshDataKeysArePassedSomeAtATime() {
        Instant from = Instant.parse("2022-01-01T00:00:00Z");
        Seed.backups(key, 1_100, from, from.plusSeconds(60), 20);
        Seed.update(RETIRE, vault);
        UUID fresh = UUID.randomUUID();
        Seed.update(
                "INSERT INTO data_key (id, account, vault_id, month, wrapped, wrapping_key)"
                        + " SELECT ?, account, vault_id, '1975-01-01', wrapped, wrapping_key FROM data_key"
                        + " WHERE vault_id = ? LIMIT 1",
                fresh,
                vault);
        Seed.update(
                "UPDATE key_backup SET data_key_id = ? WHERE vault_id = ? AND id NOT IN"
                        + " (SELECT id FROM key_backup WHERE vault_id = ? ORDER BY created_at DESC, id DESC LIMIT 3)",
                fresh,
                vault,
                vault);

        Batch first = backups.next(
                        step(UUID.randomUUID(), OffsetDateTime.parse("0001-01-01T00:00:00Z"), new UUID(0, 0)), 50)
                .await()
                .atMost(SOON);
        Batch second = backups.next(step(UUID.randomUUID(), first.endAt(), first.endId()), 50)
                .await()
                .atMost(SOON);
        Batch none = backups.next(step(UUID.randomUUID(), second.endAt(), second.endId()), 50)
                .await()
                .atMost(SOON);

        assertThat(first.found().size(), is(0));
        assertThat(first.last(), is(false));
        assertThat(second.found().size(), is(3));
        assertThat(second.last(), is(true));
        assertThat(none.found().size(), is(0));
        assertThat(none.last(), is(true));
    }

    private UUID accepted(Instant at) {
        UUID job = UUID.randomUUID();
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " created_at, not_before) SELECT ?, ?, 'rotate-data-keys', 'test', 'vault', ARRAY[?]::uuid[],"
                        + " '-infinity', t.at, t.at, now() + interval '1 day' FROM (SELECT ?::timestamptz AS at) t",
                job,
                account,
                vault,
                OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
        return job;
    }

    private void retire(UUID job) {
        Seed.update("UPDATE data_key SET retired_at = NULL WHERE vault_id = ?", vault);
        backups.retire(step(job, OffsetDateTime.parse("0001-01-01T00:00:00Z"), new UUID(0, 0)))
                .await()
                .atMost(SOON);
    }

    // Whatever the clock says of it, or said when the job was accepted.
    @Test
    void aDataKeyIsOlderThanAJobByTheirTransactions() throws SQLException {
        Instant from = Instant.parse("2022-01-01T00:00:00Z");
        Seed.backups(key, 1, from, from, 20);
        UUID job;
        try (Connection longAgo = Seed.begin("SELECT pg_current_xact_id()")) {
            Seed.update(
                    "UPDATE data_key SET created_at = now(), inserted_xact = pg_current_xact_id()::text::bigint"
                            + " WHERE vault_id = ?",
                    vault);
            job = accepted(Instant.now().minusSeconds(60));
            longAgo.commit();
        }
        retire(job);
        assertThat("it was there, beside a transaction that was older", underRetired(), is(1L));

        Seed.update(
                "UPDATE data_key SET created_at = '2000-01-01', inserted_xact = pg_current_xact_id()::text::bigint"
                        + " WHERE vault_id = ?",
                vault);
        retire(job);
        assertThat("it is younger", underRetired(), is(0L));

        Seed.update("UPDATE data_key SET inserted_xact = ? WHERE vault_id = ?", Long.MAX_VALUE, vault);
        retire(job);
        assertThat("it came with a dump of another server", underRetired(), is(1L));

        Seed.update("UPDATE bulk_job SET accepted_xact = ? WHERE id = ?", Long.MAX_VALUE, job);
        Seed.update("UPDATE data_key SET created_at = now(), inserted_xact = 0 WHERE vault_id = ?", vault);
        retire(job);
        assertThat("the job came with one: by the clock", underRetired(), is(0L));
    }
}

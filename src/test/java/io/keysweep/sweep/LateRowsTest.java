package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows whose transaction commits while a chunk is under way, and rows whose transaction was one of another cluster. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class LateRowsTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int EPOCH = 5;
    private static final int ATTEMPTS = 20;
    private static final String OPERATION = "delete-key-backups";

    private static final String INSERT_AFTER =
            """
            INSERT INTO key_backup (id, vault_id, key_id, data_key_id, created_at, updated_at, blob_size, version_count,
                                    account, blob_digest, blob)
            SELECT ?, vault_id, key_id, data_key_id, created_at + interval '1 second', updated_at, blob_size,
                   version_count, account, blob_digest, blob
            FROM key_backup WHERE id = ?""";

    @Inject
    SweepTargets targets;

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID busy = Seed.key(vault, "busy");
    private final UUID quiet = Seed.key(vault, "quiet");
    private final List<UUID> ofBusy = Seed.backups(busy, 20, FROM, FROM.plusSeconds(2_000), 50);
    private final UUID ofQuiet = Seed.backups(quiet, 1, FROM.plusSeconds(150), FROM.plusSeconds(151), 50)
            .get(0);
    private final UUID job = UUID.randomUUID();

    @AfterEach
    void removeJob() {
        Seed.update("DELETE FROM bulk_job WHERE id = ?", job);
    }

    private void seedJob() {
        SeededJob.insert(job, account, SliceKind.VAULT_RANGE, vault, vault, EPOCH);
    }

    private void seedJobThatKeepsTheNewest() {
        seedJob();
        Seed.update("UPDATE bulk_job SET keep_last = 1 WHERE id = ?", job);
    }

    private CompletableFuture<ChunkResult> sweep() {
        SliceLease slice = new SliceLease(job, OPERATION, 0, EPOCH, SliceKind.VAULT_RANGE, 0);
        return targets.of(OPERATION)
                .sweepNext(slice, 100)
                .subscribeAsCompletionStage()
                .toCompletableFuture();
    }

    private int stragglers() {
        JobLease lease = new JobLease(job, OPERATION, EPOCH, JobLease.Stage.FINISH, 0);
        return targets.of(OPERATION).cutStragglers(lease).await().atMost(SOON);
    }

    private List<UUID> left() {
        return Seed.query(UUID.class, "SELECT id FROM key_backup WHERE vault_id = ?", vault);
    }

    @Test
    void theNewestBackupIsKeptThoughItsTransactionCommitsBetweenTwoStatementsOfTheChunk() throws Exception {
        UUID late = UUID.randomUUID();
        try (Connection taking = Seed.begin(INSERT_AFTER, late, ofQuiet)) {
            seedJobThatKeepsTheNewest();
            // Waits no longer than a chunk waits for a lock: on a slow machine the chunk is faster, and is tried again.
            for (int attempt = 0; !taking.isClosed() && attempt < ATTEMPTS; attempt++) {
                commitWhileTheChunkWaits(taking);
            }
        }

        assertThat(left(), hasItem(late));
        assertThat("the other keys' rows are deleted", left(), containsInAnyOrder(ofBusy.get(19), ofQuiet, late));
    }

    // The chunk has its first snapshot, in which it finds what to keep, when it waits for its slice.
    private void commitWhileTheChunkWaits(Connection taking) throws Exception {
        CompletableFuture<ChunkResult> chunk;
        try (Connection held = Seed.begin("SELECT FROM bulk_job_slice WHERE job_id = ? FOR UPDATE", job)) {
            chunk = sweep();
            Eventually.within(SOON, "the chunk waits, or has waited", () -> chunk.isDone() || waiting());
            if (!chunk.isDone()) {
                taking.commit();
                taking.close();
            }
            held.rollback();
        }
        chunk.exceptionally(refused -> null).get();
    }

    private static boolean waiting() {
        return !Seed.query(
                        Integer.class,
                        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'WITH slice AS%'")
                .isEmpty();
    }

    @Test
    void rowsThatWereRestoredFromAnotherClusterAreSweptAndNotLookedThroughOnceMore() {
        seedJobThatKeepsTheNewest();
        Seed.forge("UPDATE key_backup SET inserted_xact = 9000000000000000 WHERE vault_id = ?", vault);

        assertThat("none of them is a straggler", stragglers(), is(0));
        assertThat(sweep().join(), is(new ChunkResult.Swept(19, 0, 0, true)));
        assertThat(left(), containsInAnyOrder(ofBusy.get(19), ofQuiet));
    }

    @Test
    void aRowThatTheChunkLeftToTheVerifyPassIsFoundThere() throws Exception {
        UUID late = UUID.randomUUID();
        try (Connection taking = Seed.begin(INSERT_AFTER, late, ofQuiet)) {
            seedJob();
            assertThat(sweep().join(), is(new ChunkResult.Swept(21, 0, 0, true)));
            taking.commit();
        }

        assertThat(stragglers(), is(1));
        assertThat(
                Seed.query(UUID.class, "SELECT unnest(ids) FROM bulk_job_slice WHERE job_id = ? AND slice_no = 1", job),
                contains(late));
    }
}

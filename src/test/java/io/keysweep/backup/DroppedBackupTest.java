package io.keysweep.backup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import io.keysweep.azure.KeyVersions;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two attempts of one job at the same key, as after a step that ran out of time while it stored. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class DroppedBackupTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");

    @Inject
    BlobCipher cipher;

    @Inject
    BackupStoreRepository store;

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final UUID job = UUID.randomUUID();

    private TakenBackup taken() {
        return cipher.seal(UUID.randomUUID(), account, vault, new byte[] {1, 2, 3})
                .map(blob -> new NewBackup(
                        blob,
                        key,
                        BackupType.SCHEDULED,
                        KeyBackupRequest.checked(null),
                        3,
                        new KeyVersions(1, 0, null),
                        job))
                .chain(store::store)
                .await()
                .atMost(SOON);
    }

    @Test
    void theSecondIsDroppedAndTheFirstStaysThoughHeldOnesFillTheLimit() {
        UUID held = Seed.backups(key, 1, JANUARY, JANUARY, 20).get(0);
        Seed.update(
                "UPDATE key_backup SET held_until = 'infinity', hold_reason = 'audit', held_by = 'ann', held_at = now()"
                        + " WHERE id = ?",
                held);
        Seed.update("UPDATE vault SET cloud_key_backup_limit = 1 WHERE id = ?", vault);
        TakenBackup first = taken();

        TakenBackup second = taken();

        assertThat(first.stored(), is(true));
        assertThat(second.stored(), is(false));
        assertThat(second.pruned(), is(0));
        assertThat(
                Seed.query(UUID.class, "SELECT id FROM key_backup WHERE key_id = ?", key),
                containsInAnyOrder(held, first.id()));
    }
}

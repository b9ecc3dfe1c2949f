package io.keysweep.backup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.azure.VaultRef;
import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Keys;
import io.keysweep.support.LoggedRecords;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log tells of backups that were stored and deleted, and of no others. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BackupLogTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%DELETE FROM key_backup%'";

    @Inject
    KeyBackups taking;

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private final LoggedRecords logged = LoggedRecords.of("io.keysweep.backup");

    private UUID vault;
    private UUID key;

    @BeforeEach
    void seedKey() {
        AzureVault.number(1).createKey(name);
        vault = AzureVault.number(1).register(account, "payments");
        key = Seed.key(vault, name);
    }

    @AfterEach
    void listenNoMore() {
        logged.close();
    }

    private List<String> lines() {
        return logged.lines().stream().filter(line -> line.contains(account)).toList();
    }

    private TakenBackup take(UUID job) {
        VaultRef ref = new VaultRef(AzureVault.number(1).uri(), account, null);
        return taking.take(new BackedUpKey(key, vault, ref, name), BackupType.AUTOMATIC, job)
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void tellsABackupThatIsDroppedFromOneThatIsStored() {
        UUID job = UUID.randomUUID();

        assertTrue(take(job).stored());
        assertFalse(take(job).stored());

        assertEquals(1, Keys.backups(key));
        assertThat(lines(), contains(containsString("backup taken"), containsString("backup dropped")));
    }

    @Test
    void doesNotTellOfADeletionByTwoCallers() throws SQLException {
        UUID backup = Seed.backups(key, 1, Instant.EPOCH, Instant.EPOCH, 100).get(0);
        CompletableFuture<Integer> second;
        try (Connection first = Seed.begin("DELETE FROM key_backup WHERE id = ?", backup)) {
            second = CompletableFuture.supplyAsync(() -> Callers.admin(account)
                    .noContentType()
                    .delete(Keys.path(key) + "/backups/" + backup)
                    .statusCode());
            Eventually.within(
                    PATIENCE, "it waits", () -> Seed.query(Long.class, WAITING).get(0) > 0);
            first.commit();
        }

        assertEquals(204, second.join());
        assertThat(lines(), empty());
    }
}

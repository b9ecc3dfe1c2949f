package io.keysweep.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.key.AzureKeyRepository;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.keysweep.vault.VaultRepository;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What bulk jobs ask of the inventory before they accept ids. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class VaultsOfTest {

    @Inject
    VaultRepository vaults;

    @Inject
    AzureKeyRepository keys;

    @Inject
    KeyBackupRepository backups;

    private final String account = Seed.account();

    @Test
    void knowsTheVaultsOfTheAccountOnly() throws Throwable {
        UUID vault = Seed.vault(account, "a");
        UUID theirs = Seed.vault(Seed.account(), "b");

        assertEquals(true, VertxContextSupport.subscribeAndAwait(() -> vaults.exists(account, vault)));
        assertEquals(false, VertxContextSupport.subscribeAndAwait(() -> vaults.exists(account, theirs)));
        assertEquals(false, VertxContextSupport.subscribeAndAwait(() -> vaults.exists(account, UUID.randomUUID())));
    }

    @Test
    void leavesOutWhatTheAccountDoesNotHave() throws Throwable {
        UUID vaultA = Seed.vault(account, "a");
        UUID vaultB = Seed.vault(account, "b");
        UUID keyA = Seed.key(vaultA, "k");
        UUID keyB = Seed.key(vaultB, "k");
        UUID theirKey = Seed.key(Seed.vault(Seed.account(), "c"), "k");
        UUID backupA = backup(keyA);
        UUID backupB = backup(keyB);
        UUID theirBackup = backup(theirKey);
        UUID missing = UUID.randomUUID();

        assertEquals(
                Map.of(keyA, vaultA, keyB, vaultB),
                VertxContextSupport.subscribeAndAwait(
                        () -> keys.vaultsOf(account, List.of(keyA, keyB, theirKey, missing))));
        assertEquals(
                Map.of(backupA, vaultA, backupB, vaultB),
                VertxContextSupport.subscribeAndAwait(
                        () -> backups.vaultsOf(account, List.of(backupA, backupB, theirBackup, missing, backupA))));
        assertEquals(Map.of(), VertxContextSupport.subscribeAndAwait(() -> backups.vaultsOf(account, List.of())));
    }

    private static UUID backup(UUID key) {
        Instant at = Instant.parse("2024-01-01T00:00:00Z");
        return Seed.backups(key, 1, at, at, 10).get(0);
    }
}

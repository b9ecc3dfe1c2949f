package io.keysweep.backup;

import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Keys;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
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
    void whatIsHeldStaysAndTheNextOldestGoes() {
        limit(3);
        hold(old.get(0), "'infinity'");
        hold(old.get(1), "now() + interval '1 day'");
        hold(old.get(2), "now() - interval '1 day'");

        UUID fresh = keys.backUp(key);

        assertEquals(List.of(old.get(0), old.get(1), fresh), stored());
        UUID next = keys.backUp(key);
        assertEquals(List.of(old.get(0), old.get(1), next), stored());
        hold(next, "'infinity'");
        UUID beyond = keys.backUp(key);
        assertEquals(List.of(old.get(0), old.get(1), next, beyond), stored());
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

    @Test
    void tellsOfAKeyWithTooManyVersions() {
        AzureVault azure = AzureVault.number(1);
        String many = "many-" + UUID.randomUUID();
        for (int i = 0; i < 501; i++) {
            azure.createKey(many);
        }

        keys.call(Seed.key(vault, many), "backups")
                .statusCode(422)
                .body("message", containsString("has 501 versions"))
                .body("message", containsString("Azure Key Vault answered 400"));
    }
}

package io.keysweep.sync;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Keys;
import io.keysweep.support.Seed;
import io.keysweep.support.SyncJobs;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that were purged and made anew in Azure between two looks, and backups of versions that Azure does not have any more. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ReplacedKeysTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'keysweep_app' AND wait_event_type = 'Lock'";

    private final String account = Seed.account();
    private final AzureVault azure = AzureVault.number(3);
    private final SyncJobs jobs = new SyncJobs(() -> Callers.admin(account));
    private final Keys keys = new Keys(account);
    private UUID vault;

    @BeforeEach
    void newVault() {
        azure.empty();
        vault = azure.register(account, "payments");
    }

    @AfterEach
    void mend() {
        azure.mends();
    }

    // Azure tells times in whole seconds.
    private static void awaitNextSecond() {
        long second = Instant.now().getEpochSecond();
        Eventually.within(SOON, "a new second", () -> Instant.now().getEpochSecond() > second);
    }

    private void replace(String name, String as) {
        azure.deleteKey(name);
        azure.purgeKey(name);
        awaitNextSecond();
        azure.createKey(as);
    }

    private List<String> held(UUID key) {
        return Seed.query(
                String.class, "SELECT hold_reason FROM key_backup WHERE key_id = ? AND held_until = 'infinity'", key);
    }

    private UUID keyOnRecord() {
        return Seed.query(UUID.class, "SELECT id FROM azure_key WHERE vault_id = ?", vault)
                .get(0);
    }

    private void checkHeldAndKept(UUID key, UUID backup) {
        assertThat(
                Seed.query(UUID.class, "SELECT id FROM key_backup WHERE key_id = ? AND held_until = 'infinity'", key),
                equalTo(List.of(backup)));
        Callers.admin(account)
                .delete(Keys.path(key) + "/backups/" + backup)
                .then()
                .statusCode(409);
    }

    /** A key on record, the last of its backups, and another key in its place in Azure. */
    private record Replaced(UUID key, UUID last) {}

    private Replaced replaced() {
        UUID key = keys.create(vault, "orders");
        UUID last = keys.backUp(key);
        replace("orders", "orders");
        return new Replaced(key, last);
    }

    @Test
    void aSynchronizationHoldsTheLastBackupOfAKeyThatAnotherHasReplaced() {
        azure.createKey("orders");
        jobs.run(vault);
        UUID key = keyOnRecord();
        keys.backUp(key);
        UUID last = keys.backUp(key);

        replace("orders", "orders");
        jobs.run(vault);

        checkHeldAndKept(key, last);
        UUID ofTheNew = keys.backUp(key);
        jobs.run(vault);
        checkHeldAndKept(key, last);
        assertThat(ofTheNew, not(last));
    }

    @Test
    void aRefreshDoesSo() {
        Replaced old = replaced();

        keys.call(old.key(), "refresh").statusCode(200);

        checkHeldAndKept(old.key(), old.last());
    }

    @Test
    void aChangeDoesSo() {
        Replaced old = replaced();

        Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(Map.of("tags", Map.of("env", "new")))
                .patch(Keys.path(old.key()))
                .then()
                .statusCode(200);

        checkHeldAndKept(old.key(), old.last());
    }

    @Test
    void aDeletionDoesSoBeforeItTakesABackup() {
        Replaced old = replaced();

        keys.call(old.key(), "soft-delete").statusCode(200);

        checkHeldAndKept(old.key(), old.last());
    }

    @Test
    void oneThatIsFirstSeenSoftDeletedIsFoundWhenItIsRecovered() {
        Replaced old = replaced();

        azure.deleteKey("orders");
        keys.call(old.key(), "refresh").statusCode(200).body("status", equalTo("SOFT-DELETED"));
        azure.recoverKey("orders");
        keys.call(old.key(), "refresh").statusCode(200).body("status", equalTo("AVAILABLE"));

        checkHeldAndKept(old.key(), old.last());
    }

    // As by a chunk of a job.
    @Test
    void theOneBeforeIsHeldWhereTheLastIsDeletedMeanwhile() throws Exception {
        UUID key = keys.create(vault, "orders");
        UUID before = keys.backUp(key);
        UUID last = keys.backUp(key);
        replace("orders", "orders");
        CompletableFuture<Integer> refreshed;
        try (Connection deleting = Seed.begin("DELETE FROM key_backup WHERE id = ?", last)) {
            refreshed = CompletableFuture.supplyAsync(
                    () -> keys.call(key, "refresh").extract().statusCode());
            Eventually.within(SOON, "it waits", () -> Seed.query(Long.class, WAITING)
                    .get(0)
                    .equals(1L));
            deleting.commit();
        }

        assertThat(refreshed.get(), is(200));
        checkHeldAndKept(key, before);
    }

    @Test
    void aKeyThatWasOnlyRotatedKeepsItsBackupsFree() {
        azure.createKey("orders");
        jobs.run(vault);
        UUID key = keyOnRecord();
        keys.backUp(key);

        awaitNextSecond();
        azure.createKey("orders");
        jobs.run(vault);
        keys.call(key, "refresh").statusCode(200).body("version_count", is(2));

        assertThat(held(key), equalTo(List.of()));
    }

    @Test
    void anOlderStateThatIsRestoredLeavesTheBackupOfTheNewerVersionHeld() {
        UUID key = keys.create(vault, "orders");
        UUID older = keys.backUp(key);
        awaitNextSecond();
        azure.createKey("orders");
        keys.purge(key);
        UUID newer = Seed.query(UUID.class, "SELECT id FROM key_backup WHERE key_id = ? AND last_of_gone_key", key)
                .get(0);

        keys.restore(key, Map.of("azure_cloud_key_backup_id", older.toString())).statusCode(200);

        checkHeldAndKept(key, newer);
    }

    @Test
    void namesThatDifferInCaseAreOneKey() {
        azure.createKey("Orders");
        jobs.run(vault);
        UUID key = keyOnRecord();
        UUID last = keys.backUp(key);

        replace("Orders", "ORDERS");
        jobs.run(vault);
        replace("ORDERS", "orders");
        assertThat(jobs.run(vault).getString("detailed_status.'" + vault + "'"), equalTo("Success"));

        assertThat(
                Seed.query(String.class, "SELECT key_name || ' ' || status FROM azure_key WHERE vault_id = ?", vault),
                equalTo(List.of("Orders AVAILABLE")));
        checkHeldAndKept(key, last);
        azure.deleteKey("orders");
        jobs.run(vault);
        keys.get(key).body("status", equalTo("SOFT-DELETED"));
    }
}

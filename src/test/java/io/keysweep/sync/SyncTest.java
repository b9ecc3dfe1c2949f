package io.keysweep.sync;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.SyncJobs;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a synchronization makes of what happens in Azure. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SyncTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int MANY_PAGES = 1_000;
    private static final String NOBODY_LISTENS = "https://localhost:1";

    private final String account = Seed.account();
    private final AzureVault azure = AzureVault.number(3);
    private final SyncJobs jobs = new SyncJobs(() -> Callers.admin(account));
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

    private JsonPath key(String name) {
        return Callers.admin(account)
                .queryParam("key_name", name)
                .get("/api/v1/cckm/azure/keys")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void checkState(String name, String status, boolean gone) {
        JsonPath found = key(name);
        assertThat(found.getInt("total"), is(1));
        assertThat(found.getString("resources[0].status"), equalTo(status));
        assertThat(found.getBoolean("resources[0].gone"), is(gone));
        assertThat(found.getBoolean("resources[0].deleted"), is(gone));
        assertThat(found.getBoolean("resources[0].key_soft_deleted_in_azure"), is(status.equals("SOFT-DELETED")));
    }

    private long keysOnRecord() {
        return Seed.query(Long.class, "SELECT count(*) FROM azure_key WHERE vault_id = ?", vault)
                .get(0);
    }

    // As if the last synchronization had been well after the last change: Azure tells times in whole seconds.
    private void timePasses() {
        Seed.update("UPDATE azure_key SET synced_at = synced_at + interval '1 minute' WHERE vault_id = ?", vault);
    }

    // Azure tells a version that was made in the same second as the one before by nothing but its name.
    private static void awaitNextSecond() {
        long second = Instant.now().getEpochSecond();
        Eventually.within(DEADLINE, "a new second", () -> Instant.now().getEpochSecond() > second);
    }

    @Test
    void putsANewVaultsKeysOnRecord() {
        azure.createKey("orders");
        azure.createKey("orders");
        azure.createKey("billing");

        JsonPath job = jobs.run(vault);

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getString("uri"), equalTo("kylo:" + account + ":cckm:synchronize:" + job.getString("id")));
        assertThat(job.getList("key_vaults"), equalTo(List.of("payments::" + Seed.SUBSCRIPTION)));
        assertThat(job.getString("detailed_status." + "'" + vault + "'"), equalTo("Success"));
        assertThat(job.getInt("counts.keys"), is(2));
        assertThat(job.getInt("counts.vaults_done"), is(1));
        assertThat(job.getDouble("progress"), is(1.0));
        assertThat(keysOnRecord(), is(2L));
        checkState("orders", "AVAILABLE", false);
        JsonPath orders = key("orders");
        assertThat(orders.getInt("resources[0].version_count"), is(2));
        assertThat(orders.getString("resources[0].azure_param.key.kty"), equalTo("EC"));
        assertThat(orders.getString("resources[0].azure_param.key.x"), notNullValue());
        assertThat(orders.getString("resources[0].azure_param.key.kid"), startsWith(azure.uri() + "/keys/orders/"));
        assertThat(orders.getBoolean("resources[0].azure_param.attributes.enabled"), is(true));
        assertThat(orders.getString("resources[0].syncedAt"), notNullValue());
        Callers.admin(account).get("/api/v1/cckm/azure/vaults/" + vault).then().body("synced_at", notNullValue());
    }

    @Test
    void readsOnlyKeysThatChanged() {
        azure.createKeys("k-", 30);
        jobs.run(vault);
        timePasses();
        int before = azure.calls("get");

        assertThat(jobs.run(vault).getInt("counts.keys"), is(30));
        assertThat("nothing had changed", azure.calls("get"), is(before));
        timePasses();
        awaitNextSecond();
        azure.createKey("k-00007");
        jobs.run(vault);

        assertThat(key("k-00007").getInt("resources[0].version_count"), is(2));
        assertThat("one had changed", azure.calls("get"), is(before + 1));
    }

    @Test
    void followsAKeyThroughItsLifeInAzure() {
        azure.createKey("orders");
        azure.createKey("billing");
        jobs.run(vault);

        azure.deleteKey("orders");
        jobs.run(vault);
        checkState("orders", "SOFT-DELETED", false);

        azure.recoverKey("orders");
        jobs.run(vault);
        checkState("orders", "AVAILABLE", false);

        azure.deleteKey("orders");
        azure.purgeKey("orders");
        jobs.run(vault);
        checkState("orders", "DELETED", true);

        azure.createKey("orders");
        jobs.run(vault);
        checkState("orders", "AVAILABLE", false);
        checkState("billing", "AVAILABLE", false);
    }

    @Test
    void theLastBackupOfAGoneKeyStaysProtectedWhenAnotherOfItsNameIsFirstSeenSoftDeleted() {
        azure.createKey("orders");
        jobs.run(vault);
        UUID key = Seed.query(UUID.class, "SELECT id FROM azure_key WHERE vault_id = ?", vault)
                .get(0);
        UUID backup = Seed.backups(key, 1, Instant.parse("2024-01-01T00:00:00Z"), Instant.now(), 20)
                .get(0);
        azure.deleteKey("orders");
        azure.purgeKey("orders");
        jobs.run(vault);
        checkState("orders", "DELETED", true);
        awaitNextSecond();

        azure.createKey("orders");
        azure.deleteKey("orders");
        jobs.run(vault);
        checkState("orders", "DELETED", true);
        assertThat(protection(backup), equalTo("last of a gone key"));

        azure.recoverKey("orders");
        jobs.run(vault);
        checkState("orders", "AVAILABLE", false);
        assertThat(protection(backup), equalTo("held"));
    }

    private static String protection(UUID backup) {
        return Seed.query(
                        String.class,
                        "SELECT CASE WHEN last_of_gone_key THEN 'last of a gone key' WHEN held_until = 'infinity' THEN 'held'"
                                + " ELSE 'none' END FROM key_backup WHERE id = ?",
                        backup)
                .get(0);
    }

    // It is in neither list: soft-deleted while the one is read, recovered before the other is.
    @Test
    void callsNoKeyGoneThatIsRecoveredWhileTheListsAreRead() {
        azure.createKeyOfCertificate("orders");
        jobs.run(vault);
        azure.deleteKey("orders");
        azure.meets(Map.of("operation", "listdeleted", "count", 1, "delay_ms", 1_500));
        int lists = azure.calls("listdeleted");
        String id = jobs.start(vault);
        Eventually.within(DEADLINE, "the deleted keys are asked for", () -> azure.calls("listdeleted") > lists);
        azure.recoverKey("orders");

        jobs.awaitEnd(id);

        checkState("orders", "AVAILABLE", false);
        assertThat(
                "it is known as a certificate's still",
                Seed.query(Boolean.class, "SELECT managed FROM azure_key WHERE vault_id = ?", vault),
                equalTo(List.of(true)));
    }

    @Test
    void backsUpEachKeyThatIsThere() {
        azure.createKeys("k-", 40);
        azure.createKey("lost");
        jobs.run(vault);
        azure.deleteKey("lost");

        JsonPath job = jobs.awaitEnd(jobs.start(true, vault));

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.backups"), is(40));
        assertThat(job.getInt("counts.keys"), is(40));
        assertThat(
                Seed.query(
                        Long.class,
                        "SELECT count(DISTINCT key_id) FROM key_backup WHERE vault_id = ? AND type = 'sync'",
                        vault),
                equalTo(List.of(40L)));
        assertThat(
                Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE vault_id = ?", vault),
                equalTo(List.of(40L)));
    }

    @Test
    void goesOnWhenAzureRefusesToBackUpAKey() {
        azure.createKeys("k-", 10);
        azure.meets(Map.of("operation", "backup", "status", 400, "count", 1));

        JsonPath job = jobs.awaitEnd(jobs.start(true, vault));

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.backups"), is(9));
        assertThat(job.getInt("counts.keys_failed"), is(1));
        assertThat(job.getMap("key_errors").size(), is(1));
        assertThat(job.getMap("key_errors").values().iterator().next().toString(), containsString("400"));
        assertThat(job.getString("detailed_status.'" + vault + "'"), startsWith("NCERRKeysFailed"));
    }

    // The vault answers whatever else it is asked; retries of the call itself and of the step are over at last.
    @Test
    void goesOnWhenAzureFailsForTheBackupOfOneKeyAlone() {
        azure.createKeys("k-", 3);
        jobs.run(vault);
        azure.meets(Map.of("operation", "backup k-00001", "status", 500, "count", 1_000));

        JsonPath job = jobs.awaitEnd(jobs.start(true, vault));
        azure.mends();

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.backups"), is(2));
        assertThat(job.getInt("counts.keys_failed"), is(1));
        assertThat(job.getInt("counts.vaults_failed"), is(0));
        assertThat(job.getMap("key_errors").values().iterator().next().toString(), containsString("500"));
    }

    @Test
    void goesOnWhenAzureFailsForOneKeyAlone() {
        azure.createKeys("k-", 3);
        azure.meets(Map.of("operation", "get k-00001", "status", 500, "count", 1_000));

        JsonPath job = jobs.awaitEnd(jobs.start(true, vault));
        azure.mends();

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.backups"), is(2));
        assertThat(job.getInt("counts.keys_failed"), is(1));
        assertThat(job.getInt("counts.vaults_failed"), is(0));
    }

    @Test
    void goesOnWhenAzureFailsForTheOnlyKeyThatChanged() {
        azure.createKeys("k-", 3);
        jobs.run(vault);
        timePasses();
        awaitNextSecond();
        azure.createKey("k-00001");
        azure.meets(Map.of("operation", "get k-00001", "status", 500, "count", 1_000));

        JsonPath job = jobs.awaitEnd(jobs.start(true, vault));
        azure.mends();

        assertThat(job.getInt("counts.backups"), is(3));
        assertThat(job.getInt("counts.keys_failed"), is(1));
        assertThat(job.getInt("counts.vaults_failed"), is(0));
    }

    // As by somebody's change of the key while its page is looked at.
    @Test
    void backsUpAKeyWhoseRowIsWrittenMeanwhile() {
        azure.createKey("orders");
        jobs.run(vault);
        Seed.update(
                "UPDATE azure_key SET synced_at = now() - interval '1 day', updated_at = now() + interval '1 minute'"
                        + " WHERE vault_id = ?",
                vault);

        assertThat(jobs.awaitEnd(jobs.start(true, vault)).getInt("counts.backups"), is(1));
    }

    @Test
    void followsTheVaultsRecoveryLevel() {
        azure.createKey("orders");
        jobs.run(vault);
        timePasses();
        Seed.update(
                "UPDATE azure_key SET attributes = attributes || '{\"recoveryLevel\":\"Recoverable\"}' WHERE vault_id = ?",
                vault);

        jobs.run(vault);

        assertThat(
                key("orders").getString("resources[0].azure_param.attributes.recoveryLevel"),
                equalTo("Recoverable+Purgeable"));
    }

    @Test
    void callsNoKeyFailedWhereAzureFailsForTheBackupOfEach() {
        azure.createKeys("k-", 3);
        azure.meets(Map.of("operation", "backup", "status", 500, "count", 1_000));

        JsonPath job = jobs.awaitEnd(jobs.start(true, vault));
        azure.mends();

        assertThat(job.getInt("counts.vaults_failed"), is(1));
        assertThat(job.getInt("counts.keys_failed"), is(0));
        assertThat(job.getString("detailed_status.'" + vault + "'"), containsString("500"));
    }

    @Test
    void aVaultThatIsOfflineFailsAlone() {
        azure.createKeys("k-", 5);
        UUID offline = Seed.vault(account, "offline", NOBODY_LISTENS);

        JsonPath job = jobs.run(offline, vault);

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.vaults_failed"), is(1));
        assertThat(job.getInt("counts.keys"), is(5));
        assertThat(job.getInt("counts.keys_failed"), is(0));
        assertThat(job.getString("detailed_status.'" + vault + "'"), equalTo("Success"));
        assertThat(
                job.getString("detailed_status.'" + offline + "'"),
                startsWith("NCERRVaultNotSynchronized: Azure Key Vault cannot be reached"));
    }

    @Test
    void aJobOfWhoseVaultsEachFailedIsFailed() {
        azure.meets(Map.of("operation", "list", "status", 403, "count", 1));
        UUID offline = Seed.vault(account, "offline", NOBODY_LISTENS);

        JsonPath job = jobs.run(offline, vault);

        assertThat(job.getString("overall_status"), equalTo("failed"));
        assertThat(job.getString("error"), containsString("none of the 2 vaults"));
        assertThat(job.getString("detailed_status.'" + vault + "'"), containsString("403"));
    }

    @Test
    void comesThroughAStormOfThrottling() {
        azure.createKeys("k-", 60);
        azure.meets(Map.of("status", 429, "count", 6));

        JsonPath job = jobs.run(vault);

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(keysOnRecord(), is(60L));
    }

    @Test
    void aThrottledVaultHoldsNoOtherUp() {
        AzureVault other = AzureVault.number(2);
        other.createKey("orders");
        UUID quick = other.register(account, "quick");
        azure.createKey("orders");
        azure.meets(Map.of("status", 429, "count", 1_000, "retry_after", 1));

        String id = jobs.start(vault, quick);

        Eventually.within(DEADLINE, "the other vault is done", () -> "Success"
                .equals(jobs.get(id).getString("detailed_status.'" + quick + "'")));
        assertThat(jobs.get(id).getString("overall_status"), equalTo("in_progress"));
        azure.mends();
        assertThat(jobs.awaitEnd(id).getInt("counts.vaults_failed"), is(0));
    }

    @Test
    void stopsWhenItIsCancelled() {
        azure.createKeys("k-", 500);
        azure.meets(Map.of("operation", "list", "count", 1_000, "delay_ms", 200));
        String id = jobs.start(vault);
        jobs.awaitKeys(id, 1);

        Callers.admin(account)
                .post(SyncJobs.PATH + "/" + id + "/cancel")
                .then()
                .statusCode(200)
                .body("abort", is(true));

        JsonPath job = jobs.awaitEnd(id);
        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getString("detailed_status.'" + vault + "'"), startsWith("NCERRAborted"));
        assertThat(keysOnRecord(), greaterThan(0L));
        assertThat(
                "keys that are there were not called gone", key("k-00000").getBoolean("resources[0].gone"), is(false));
    }

    @Test
    void aVaultThatIsRemovedMeanwhileFailsAlone() {
        azure.createKey("orders");
        UUID removed = azure.register(account, "removed");
        azure.meets(Map.of("operation", "list", "count", 2, "delay_ms", 1_000));
        String id = jobs.start(removed, vault);
        Seed.update("DELETE FROM data_key WHERE vault_id = ?", removed);
        Seed.update("DELETE FROM vault WHERE id = ?", removed);

        JsonPath job = jobs.awaitEnd(id);

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getString("detailed_status.'" + removed + "'"), containsString("the vault was removed"));
        assertThat(job.getString("detailed_status.'" + vault + "'"), equalTo("Success"));
    }

    // Ten thousand of them: AzureJobsReplicasIT.
    @Test
    void synchronizesKeysOfManyPagesAndReadsNoneASecondTime() {
        azure.createKeys("k-", MANY_PAGES);

        JsonPath job = jobs.run(vault);

        assertThat(job.getInt("counts.keys"), is(MANY_PAGES));
        assertThat(keysOnRecord(), is((long) MANY_PAGES));
        timePasses();
        int before = azure.calls("get");
        assertThat(jobs.run(vault).getInt("counts.keys"), is(MANY_PAGES));
        assertThat(azure.calls("get"), is(before));
    }
}

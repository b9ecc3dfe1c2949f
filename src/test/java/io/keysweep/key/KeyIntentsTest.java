package io.keysweep.key;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.keysweep.auth.Caller;
import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Keys;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has Azure change a key is on record before Azure is asked, and what came of it afterwards. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class KeyIntentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private final AzureVault azure = AzureVault.number(1);
    private final Keys keys = new Keys(account);
    private UUID vault;

    @BeforeEach
    void registerVault() {
        vault = azure.register(account, "payments");
    }

    @AfterEach
    void noFaults() {
        AzureVault.noFaults();
    }

    private List<JsonPath> records(String action) {
        return Seed.query(
                        String.class,
                        """
                        SELECT jsonb_build_object('seq', seq, 'actor', actor, 'request', request, 'subject', subject,
                                                  'outcome', outcome, 'details', details::jsonb)::text
                        FROM audit_record WHERE account = ? AND action = ? ORDER BY seq""",
                        account,
                        action)
                .stream()
                .map(JsonPath::from)
                .toList();
    }

    private List<String> actions() {
        return Seed.query(
                String.class,
                "SELECT action || ' ' || outcome FROM audit_record WHERE account = ? AND action ~ '^key-[a-z]+[.](req|conc)'"
                        + " ORDER BY seq",
                account);
    }

    private JsonPath only(String action) {
        List<JsonPath> found = records(action);
        assertThat(action, found.size(), is(1));
        return found.get(0);
    }

    private void isOneOperation(String operation, String outcome) {
        JsonPath intent = only(operation + ".requested");
        JsonPath end = only(operation + ".concluded");
        assertThat(intent.getString("actor"), equalTo("local|admin"));
        assertThat(end.getString("actor"), equalTo("local|admin"));
        assertThat(end.getString("request"), equalTo(intent.getString("request")));
        assertThat(end.getString("subject"), equalTo(intent.getString("subject")));
        assertThat(end.getLong("details.intent"), is(intent.getLong("seq")));
        assertThat(end.getString("outcome"), equalTo(outcome));
    }

    private String uri(UUID key) {
        return "kylo:" + account + ":cckm:azure-key:" + key;
    }

    // A synchronization that sees the purge first moves the row, in nobody's name.
    @Test
    void aPurgeIsTheCallersWhoeverMovesTheRow() {
        UUID key = keys.create(vault, name);
        keys.call(key, "soft-delete").statusCode(200);
        int before = azure.calls("purge");
        AzureVault.fault(Map.of("count", 1, "operation", "purge", "delay_ms", 1_500));

        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(
                () -> keys.call(key, "hard-delete").extract().statusCode());
        Eventually.within(PATIENCE, "Azure is asked", () -> azure.calls("purge") > before);
        assertThat(only("key-purge.requested").getString("subject"), equalTo(uri(key)));
        assertThat(records("key-purge.concluded"), empty());
        Seed.update(
                "UPDATE azure_key SET status = 'DELETED', deleted = true, gone = true,"
                        + " key_soft_deleted_in_azure = false, updated_at = now() WHERE id = ?",
                key);

        assertThat(answer.join(), is(200));
        isOneOperation("key-purge", "success");
        assertThat(only("key-purge.requested").getString("details.key_name"), equalTo(name));
        assertThat(only("key-purge.requested").getString("details.vault_id"), equalTo(vault.toString()));
    }

    @Test
    void eachChangeHasItsIntentAndItsOutcome() {
        UUID key = keys.create(vault, name);
        Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(Map.of("tags", Map.of("a", "b")))
                .patch(Keys.path(key))
                .then()
                .statusCode(200);
        keys.call(key, "soft-delete").statusCode(200);
        keys.call(key, "recover").statusCode(200);
        keys.purge(key);
        keys.restore(key, Map.of()).statusCode(200);

        assertThat(
                actions(),
                contains(
                        "key-creation.requested success",
                        "key-creation.concluded success",
                        "key-change.requested success",
                        "key-change.concluded success",
                        "key-deletion.requested success",
                        "key-deletion.concluded success",
                        "key-recovery.requested success",
                        "key-recovery.concluded success",
                        "key-deletion.requested success",
                        "key-deletion.concluded success",
                        "key-purge.requested success",
                        "key-purge.concluded success",
                        "key-restore.requested success",
                        "key-restore.concluded success"));
        assertThat(
                only("key-creation.requested").getString("subject"),
                equalTo("kylo:" + account + ":cckm:azure-vault:" + vault));
        assertThat(only("key-creation.requested").getString("details.key_name"), equalTo(name));
        UUID restored = Seed.query(
                        UUID.class,
                        "SELECT id FROM key_backup WHERE key_id = ? ORDER BY created_at DESC, id LIMIT 1",
                        key)
                .get(0);
        assertThat(only("key-restore.requested").getString("details.backup_id"), equalTo(restored.toString()));
    }

    @Test
    void whatAzureRefusesIsAFailure() {
        UUID key = keys.create(vault, name);
        AzureVault.fault(Map.of("count", 1, "status", 403, "operation", "delete"));

        keys.call(key, "soft-delete").statusCode(502);

        isOneOperation("key-deletion", "failure");
        assertThat(only("key-deletion.concluded").getString("details.error"), containsString("403"));
    }

    @Test
    void whatWasFoundInAnotherStateIsAFailure() {
        UUID key = keys.create(vault, name);
        keys.call(key, "soft-delete").statusCode(200);
        azure.recoverKey(name);

        keys.call(key, "hard-delete").statusCode(409);

        isOneOperation("key-purge", "failure");
    }

    @Test
    void aKeyThatIsNotMadeIsAFailure() {
        AzureVault.fault(Map.of("count", 1, "status", 403, "operation", "create"));

        keys.create(Map.of("key_name", name, "key_vault", vault.toString(), "azure_param", Map.of("kty", "EC")))
                .statusCode(502);

        isOneOperation("key-creation", "failure");
    }

    @Test
    void whatIsRefusedBeforeAzureIsAskedLeavesNothing() {
        UUID key = Seed.key(vault, name);
        Seed.grantUser(vault, "local|ann", "view");

        keys.call(key, "recover").statusCode(409);
        keys.call(key, "hard-delete").statusCode(409);
        keys.restore(key, Map.of()).statusCode(409);
        Callers.as(account, "local|ann", Caller.CCKM_USERS)
                .noContentType()
                .post(Keys.path(key) + "/soft-delete")
                .then()
                .statusCode(403);

        assertThat(actions(), empty());
    }

    // The first answer is lost, and somebody looks: what is there was made by this call, in one version.
    @Test
    void aKeyWhoseAnswerWasLostIsRecordedInOneVersion() {
        int before = azure.calls("create");
        AzureVault.fault(Map.of("count", 1, "operation", "create", "delay_ms", 1_000, "drop", true));

        CompletableFuture<UUID> key = CompletableFuture.supplyAsync(() -> keys.create(vault, name));
        Eventually.within(PATIENCE, "Azure is asked", () -> azure.calls("create") > before);
        azure.createKey(name);

        keys.get(key.join()).body("status", equalTo("AVAILABLE")).body("version_count", is(1));
        assertThat(azure.versions(name), is(1));
        assertThat(actions(), hasItem("key-creation.concluded success"));
    }

    @Test
    void aKeyThatIsNotThereAfterALostAnswerIsNotTriedAgain() {
        AzureVault.fault(Map.of("count", 1, "operation", "create", "drop", true));

        keys.create(Map.of("key_name", name, "key_vault", vault.toString(), "azure_param", Map.of("kty", "EC")))
                .statusCode(503);

        azure.key(name).statusCode(404);
        isOneOperation("key-creation", "failure");
        keys.create(vault, name);
    }
}

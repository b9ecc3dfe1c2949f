package io.keysweep.backup;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Keys;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that come back from their backups, and those that do not. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class RestoreTest {

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private final AzureVault azure = AzureVault.number(1);
    private final AzureVault other = AzureVault.number(2);
    private final Keys keys = new Keys(account);
    private UUID vault;
    private UUID key;

    @BeforeEach
    void createKey() {
        vault = azure.register(account, "payments");
        key = keys.create(vault, name);
    }

    @AfterEach
    void noFaults() {
        AzureVault.noFaults();
    }

    private String point() {
        return keys.get(key).extract().path("azure_param.key.x");
    }

    @Test
    void aPurgedKeyComesBackWithItsIdAndItsPublicKey() {
        String first = point();
        String kid = keys.get(key).extract().path("azure_param.key.kid");
        keys.purge(key);

        keys.call(key, "restore")
                .statusCode(200)
                .body("id", equalTo(key.toString()))
                .body("status", equalTo("AVAILABLE"))
                .body("deleted", equalTo(false))
                .body("gone", equalTo(false))
                .body("key_soft_deleted_in_azure", equalTo(false))
                .body("azure_param.key.x", equalTo(first))
                .body("azure_param.key.kid", equalTo(kid));
        azure.key(name).statusCode(200).body("key.x", equalTo(first)).body("key.kid", equalTo(kid));
        assertEquals(
                0L,
                Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE key_id = ? AND last_of_gone_key", key)
                        .get(0));
    }

    @Test
    void restoresTheBackupAskedForOrTheLatest() {
        UUID old = keys.backUp(key);
        azure.createKey(name);
        keys.call(key, "refresh").statusCode(200).body("version_count", equalTo(2));
        keys.purge(key);

        keys.restore(key, Map.of("azure_cloud_key_backup_id", old.toString()))
                .statusCode(200)
                .body("version_count", equalTo(1));
        assertEquals(1, azure.versions(name));
        keys.purge(key);
        Seed.update("DELETE FROM key_backup WHERE key_id = ? AND version_count = 1 AND NOT last_of_gone_key", key);
        Seed.update("DELETE FROM key_backup WHERE key_id = ? AND version_count = 1", key);
        keys.restore(key, Map.of()).statusCode(200).body("version_count", equalTo(2));
        assertEquals(2, azure.versions(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AVAILABLE", "SOFT-DELETED", "DELETED"})
    void restoresIntoAnotherVaultAsANewKey(String status) {
        UUID target = other.register(account, "fallback");
        String first = point();
        Seed.update("UPDATE azure_key SET status = ? WHERE id = ?", status, key);

        UUID copy = UUID.fromString(keys.restore(key, Map.of("key_vault", "fallback::" + Seed.SUBSCRIPTION))
                .statusCode(200)
                .body("key_vault_id", equalTo(target.toString()))
                .body("status", equalTo("AVAILABLE"))
                .body("created_by", equalTo("local|admin"))
                .body("azure_param.key.x", equalTo(first))
                .body("azure_param.key.kid", startsWith(other.uri().toString()))
                .body("backup", notNullValue())
                .extract()
                .path("id"));

        assertNotEquals(key, copy);
        other.key(name).statusCode(200).body("key.x", equalTo(first));
        keys.get(key).body("status", equalTo(status));
        keys.restore(key, Map.of("key_vault_id", target.toString()))
                .statusCode(409)
                .body("message", containsString("never overwrites"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AVAILABLE", "SOFT-DELETED"})
    void restoresIntoItsOwnVaultOnlyOnceDeleted(String status) {
        Seed.update("UPDATE azure_key SET status = ? WHERE id = ?", status, key);

        keys.call(key, "restore").statusCode(409).body("message", startsWith("key: is " + status));
    }

    @ParameterizedTest
    @CsvSource({"blob", "blob_digest"})
    void aBackupThatWasTamperedWithIsNotSent(String column) {
        keys.purge(key);
        Seed.update(
                "UPDATE key_backup SET " + column + " = set_byte(" + column + ", 20, 255 - get_byte(" + column
                        + ", 20)) WHERE key_id = ?",
                key);
        int before = azure.calls("restore");

        keys.call(key, "restore").statusCode(422).body("message", containsString("nothing was sent"));
        assertEquals(before, azure.calls("restore"));
        keys.get(key).body("status", equalTo("DELETED"));
    }

    @Test
    void theSameCallAgainFindsAKeyWhoseRestoreWasNotRecorded() {
        keys.purge(key);
        keys.call(key, "restore").statusCode(200);
        Seed.update("UPDATE azure_key SET status = 'DELETED', deleted = true, gone = true WHERE id = ?", key);

        keys.call(key, "restore")
                .statusCode(200)
                .body("status", equalTo("AVAILABLE"))
                .body("gone", equalTo(false));
    }

    @Test
    void theSameCallAgainFindsAKeyThatWasRestoredFromAnOlderBackup() {
        UUID old = keys.backUp(key);
        azure.createKey(name);
        keys.call(key, "refresh").statusCode(200).body("version_count", equalTo(2));
        keys.purge(key);
        Map<String, String> older = Map.of("azure_cloud_key_backup_id", old.toString());
        keys.restore(key, older).statusCode(200);
        Seed.update("UPDATE azure_key SET status = 'DELETED', deleted = true, gone = true WHERE id = ?", key);

        keys.restore(key, older).statusCode(200).body("status", equalTo("AVAILABLE"));
    }

    @Test
    void anOlderBackupIsNotTakenForRestoredWhereAzureHasALaterVersion() {
        UUID old = keys.backUp(key);
        azure.createKey(name);
        keys.call(key, "refresh").statusCode(200).body("version_count", equalTo(2));
        keys.purge(key);
        keys.call(key, "restore").statusCode(200).body("version_count", equalTo(2));
        Seed.update("UPDATE azure_key SET status = 'DELETED', deleted = true, gone = true WHERE id = ?", key);

        keys.restore(key, Map.of("azure_cloud_key_backup_id", old.toString()))
                .statusCode(409)
                .body("message", containsString("the name is in use in Azure"));
        keys.get(key).body("status", equalTo("DELETED"));
    }

    @Test
    void overwritesNoOtherKeyOfThatName() {
        keys.purge(key);
        azure.createKey(name);

        keys.call(key, "restore").statusCode(409).body("message", containsString("the name is in use in Azure"));
        azure.deleteKey(name);
        keys.call(key, "restore").statusCode(409).body("message", containsString("soft-deleted there"));
        keys.get(key).body("status", equalTo("DELETED"));
    }

    @Test
    void refusesAVaultOfAnotherSubscriptionOrGeographyBeforeAnythingIsSent() {
        UUID target = other.register(account, "abroad");
        int before = other.calls("restore");

        Seed.update("UPDATE vault SET location = 'westeurope' WHERE id = ?", target);
        keys.restore(key, Map.of("key_vault", target.toString()))
                .statusCode(422)
                .body("message", containsString("geography"));
        Seed.update(
                "UPDATE vault SET location = 'eastus', subscription_id = 'ffffffff-2b1e-4f0e-9b43-0f5e1c3d7a10'"
                        + " WHERE id = ?",
                target);
        keys.restore(key, Map.of("key_vault", target.toString()))
                .statusCode(422)
                .body("message", containsString("subscription"));
        assertEquals(before, other.calls("restore"));
    }

    @Test
    void keepsAzuresWordsForABackupOfAnotherGeography() {
        keys.purge(key);
        AzureVault.fault(
                Map.of("count", 1, "status", 400, "code", "Cannot decrypt backup blob", "operation", "restore"));

        keys.call(key, "restore")
                .statusCode(422)
                .body("message", containsString("Azure Key Vault answered 400"))
                .body("message", containsString("Cannot decrypt backup blob"))
                .body("message", containsString("geography that it was taken in"));
    }

    @ParameterizedTest
    @CsvSource({"403, 502", "503, 503", "429, 429"})
    void aRestoreThatAzureRefusesLeavesTheKeyDeleted(int status, int answered) {
        keys.purge(key);
        AzureVault.fault(Map.of("count", 100, "status", status, "operation", "restore"));

        keys.call(key, "restore").statusCode(answered);
        keys.get(key).body("status", equalTo("DELETED"));
    }

    @Test
    void aRestoreInADroppedConnectionSucceeds() {
        keys.purge(key);
        AzureVault.fault(Map.of("count", 1, "drop", true, "operation", "restore"));

        keys.call(key, "restore").statusCode(200);
    }

    @Test
    void saysWhatIsNotThere() {
        UUID bare = Seed.key(vault, "bare");
        Seed.update("UPDATE azure_key SET status = 'DELETED' WHERE id = ?", bare);

        keys.call(bare, "restore").statusCode(404).body("message", containsString("no backup"));
        keys.purge(key);
        UUID otherKeys = keys.backUp(keys.create(vault, name + "-2"));
        keys.restore(key, Map.of("azure_cloud_key_backup_id", otherKeys.toString()))
                .statusCode(404)
                .body("message", startsWith("azure_cloud_key_backup_id: "));
        keys.restore(key, Map.of("azure_cloud_key_backup_id", "x")).statusCode(400);
        keys.restore(key, Map.of("key_vault", "a", "key_vault_id", "b")).statusCode(400);
        keys.restore(key, Map.of("key_vault", "no::vault"))
                .statusCode(404)
                .body("message", not(containsString("null")));
    }
}

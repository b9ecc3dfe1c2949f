package io.keysweep.key;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

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

/** What becomes of a key when Azure fails, or when its answer was lost. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class KeyFaultsTest {

    private static final int FOREVER = 1_000;

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

    private static void fault(int status, String innerCode, String operation) {
        AzureVault.fault(Map.of("count", FOREVER, "status", status, "inner_code", innerCode, "operation", operation));
    }

    @ParameterizedTest
    @CsvSource({"403, 502", "500, 503", "429, 429"})
    void deletesNoKeyWhoseBackupFails(int status, int answered) {
        UUID key = keys.create(vault, name);
        fault(status, "", "backup");

        keys.call(key, "soft-delete")
                .statusCode(answered)
                .body("message", containsString("Azure Key Vault answered " + status));
        azure.key(name).statusCode(200);
        keys.get(key).body("status", equalTo("AVAILABLE"));
        assertEquals(1, Keys.backups(key));
    }

    @Test
    void aRefusedDeletionLeavesTheKeyAvailable() {
        UUID key = keys.create(vault, name);
        fault(403, "", "delete");

        keys.call(key, "soft-delete").statusCode(502);
        keys.get(key).body("status", equalTo("AVAILABLE"));
    }

    @Test
    void answersConflictUntilAzureHasFinishedDeleting() {
        UUID key = keys.create(vault, name);
        keys.call(key, "soft-delete").statusCode(200);
        fault(409, "ObjectIsBeingDeleted", "purge");
        fault(409, "ObjectIsBeingDeleted", "recover");

        keys.call(key, "hard-delete").statusCode(409).body("message", containsString("try again"));
        keys.call(key, "recover").statusCode(409);
        keys.get(key).body("status", equalTo("SOFT-DELETED"));
        AzureVault.noFaults();
        keys.call(key, "hard-delete").statusCode(200);
    }

    @Test
    void takesNoKeyThatAzureIsDeletingForGone() {
        UUID key = Seed.key(vault, name);
        fault(409, "ObjectIsBeingDeleted", "backup");

        keys.call(key, "refresh").statusCode(409);
        keys.get(key).body("status", equalTo("AVAILABLE")).body("gone", equalTo(false));
    }

    @Test
    void theSameCallAgainMendsADeletionWhoseAnswerWasLost() {
        UUID key = keys.create(vault, name);
        azure.deleteKey(name);

        keys.call(key, "soft-delete").statusCode(200).body("status", equalTo("SOFT-DELETED"));
        azure.purgeKey(name);
        keys.call(key, "hard-delete").statusCode(200).body("status", equalTo("DELETED"));
    }

    @Test
    void theSameCallAgainMendsARecoveryWhoseAnswerWasLost() {
        UUID key = keys.create(vault, name);
        keys.call(key, "soft-delete").statusCode(200);
        azure.recoverKey(name);

        keys.call(key, "recover").statusCode(200).body("status", equalTo("AVAILABLE"));
    }

    @Test
    void aPurgeOfAKeyThatSomebodyRecoveredSaysSo() {
        UUID key = keys.create(vault, name);
        keys.call(key, "soft-delete").statusCode(200);
        azure.recoverKey(name);

        keys.call(key, "hard-delete").statusCode(409).body("message", containsString("AVAILABLE in Azure now"));
        azure.key(name).statusCode(200);
    }

    @Test
    void aDeletionInADroppedConnectionSucceeds() {
        UUID key = keys.create(vault, name);
        AzureVault.fault(Map.of("count", 1, "drop", true, "operation", "delete"));

        keys.call(key, "soft-delete").statusCode(200).body("status", equalTo("SOFT-DELETED"));
    }

    @Test
    void aNewKeyIsThereEvenIfItsBackupFails() {
        fault(403, "", "backup");

        UUID key = keys.create(vault, name);

        keys.get(key).body("status", equalTo("AVAILABLE")).body("backup", nullValue());
        assertEquals(0, Keys.backups(key));
    }

    @ParameterizedTest
    @CsvSource({"400, 422", "403, 502", "503, 503"})
    void recordsNoKeyThatAzureDidNotMake(int status, int answered) {
        fault(status, "", "create");

        keys.create(Map.of("key_name", name, "key_vault", vault.toString(), "azure_param", Map.of("kty", "EC")))
                .statusCode(answered);
        assertEquals(
                0L,
                Seed.query(Long.class, "SELECT count(*) FROM azure_key WHERE vault_id = ?", vault)
                        .get(0));
    }
}

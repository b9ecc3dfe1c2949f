package io.keysweep.backup;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a backup when Azure fails: an answer that says so, and nothing stored. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BackupFaultsTest {

    private static final int FOREVER = 1_000;
    private static final int ATTEMPTS = 4;

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private UUID vault;
    private UUID key;

    @BeforeEach
    void seedKey() {
        AzureVault.number(1).createKey(name);
        vault = AzureVault.number(1).register(account, "payments");
        key = Seed.key(vault, name);
    }

    @AfterEach
    void noFaults() {
        AzureVault.noFaults();
    }

    private ValidatableResponse take() {
        return Callers.admin(account)
                .noContentType()
                .post("/api/v1/cckm/azure/keys/" + key + "/backups")
                .then()
                .body("message", not(containsString("Exception")));
    }

    private ValidatableResponse refused(int status) {
        ValidatableResponse answer = take().statusCode(status)
                .body("code", notNullValue())
                .body("codeDesc", notNullValue())
                .body("requestID", notNullValue());
        assertEquals(0, stored());
        return answer;
    }

    private long stored() {
        return Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE key_id = ?", key)
                .get(0);
    }

    @Test
    void tellsThatAzureHasNoSuchKeyAndStoresNothing() {
        key = Seed.key(vault, "absent");

        refused(404).body("message", containsString("key absent in vault payments::"));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void passesOverAFaultThatPasses(int status) {
        AzureVault.fault(Map.of("count", ATTEMPTS - 1, "status", status, "operation", "backup"));

        take().statusCode(201);
        assertEquals(1, stored());
    }

    @Test
    void passesOverADroppedConnection() {
        AzureVault.fault(Map.of("count", 1, "drop", true, "operation", "backup"));

        take().statusCode(201);
        assertEquals(1, stored());
    }

    @ParameterizedTest
    @CsvSource({"429, 429", "500, 503", "503, 503", "401, 502", "403, 502", "400, 502"})
    void answersAFaultThatStaysByItsKind(int status, int answered) {
        AzureVault.fault(Map.of("count", FOREVER, "status", status, "operation", "backup"));

        refused(answered).body("message", containsString("Azure Key Vault answered " + status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup", "versions"})
    void storesNothingWhicheverOfItsCallsFails(String operation) {
        AzureVault.fault(Map.of("count", FOREVER, "status", 403, "operation", operation));

        refused(502).body("message", containsString("lack a right in Azure"));
    }

    @Test
    void triesAThrottledCallSoOftenAndNoMore() {
        int before = AzureVault.number(1).calls("backup");
        AzureVault.fault(Map.of("count", FOREVER, "status", 429, "operation", "backup"));

        refused(429).header("Retry-After", equalTo("10"));
        assertEquals(before + ATTEMPTS, AzureVault.number(1).calls("backup"));
    }

    @Test
    void handsOnALongWaitAtOnceInsteadOfWaiting() {
        int before = AzureVault.number(1).calls("backup");
        AzureVault.fault(Map.of("count", FOREVER, "status", 429, "retry_after", 60, "operation", "backup"));
        // By another name of its own: the service makes no call to it for a while.
        key = Seed.key(Seed.vault(account, "throttled", AzureVault.number(1).otherUri()), name);

        refused(429).header("Retry-After", equalTo("60"));
        assertEquals(before + 1, AzureVault.number(1).calls("backup"));
    }

    @Test
    void answersConflictWhileAzureIsChangingTheKey() {
        AzureVault.fault(
                Map.of("count", FOREVER, "status", 409, "inner_code", "ObjectIsBeingDeleted", "operation", "backup"));

        refused(409).body("message", containsString("try again in a while"));
    }

    @Test
    void saysThatAVaultCannotBeReached() {
        UUID nowhere = Seed.vault(account, "nowhere", "https://localhost:1");
        key = Seed.key(nowhere, name);

        refused(503).body("message", containsString("cannot be reached"));
    }

    @Test
    void takesABackupAgainOnceTheFaultIsOver() {
        AzureVault.fault(Map.of("count", FOREVER, "status", 503, "operation", "backup"));
        refused(503);
        AzureVault.noFaults();

        take().statusCode(201);
        assertEquals(1, stored());
    }
}

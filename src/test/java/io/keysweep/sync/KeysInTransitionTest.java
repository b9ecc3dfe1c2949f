package io.keysweep.sync;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Keys;
import io.keysweep.support.Seed;
import io.keysweep.support.SyncJobs;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that Azure shows neither alive nor deleted, since it is still moving them from one state to the other. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class KeysInTransitionTest {

    private final String account = Seed.account();
    private final AzureVault azure = AzureVault.number(3);
    private final SyncJobs jobs = new SyncJobs(() -> Callers.admin(account));
    private final Keys keys = new Keys(account);
    private UUID vault;
    private UUID key;

    @BeforeEach
    void keyThatAzureDoesNotShow() {
        azure.empty();
        vault = azure.register(account, "payments");
        key = Seed.key(vault, "orders");
    }

    @AfterEach
    void mend() {
        azure.mends();
    }

    private void isAvailable() {
        keys.get(key).body("status", equalTo("AVAILABLE")).body("gone", is(false));
    }

    @Test
    void areNotCalledGoneBeforeAzureHasFinished() {
        azure.meets(Map.of("operation", "backup", "status", 409, "inner_code", "ObjectIsBeingDeleted", "count", 1));

        JsonPath job = jobs.run(vault);

        assertThat(job.getString("detailed_status.'" + vault + "'"), equalTo("Success"));
        isAvailable();
        jobs.run(vault);
        keys.get(key).body("status", equalTo("DELETED")).body("gone", is(true));
    }

    @Test
    void areNotCalledGoneByWhomAzureTellsNothing() {
        azure.meets(Map.of("operation", "backup", "status", 403, "count", 1));

        JsonPath job = jobs.run(vault);

        isAvailable();
        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.keys_failed"), is(1));
        assertThat(job.getString("key_errors.'" + key + "'"), containsString("403"));
    }
}

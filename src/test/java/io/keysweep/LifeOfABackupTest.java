package io.keysweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.AzureConnections;
import io.keysweep.support.AzureVault;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Keys;
import io.keysweep.support.Seed;
import io.keysweep.support.SyncJobs;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** All of a backup's life over HTTP, as the README tells it: each step starts from what the one before answered. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class LifeOfABackupTest {

    private static final String AZURE = "/api/v1/cckm/azure/";

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private final AzureVault azure = AzureVault.number(2);
    private final SyncJobs synchronizations = new SyncJobs(() -> Callers.admin(account));
    private final BulkJobs deletions = new BulkJobs(() -> Callers.admin(account));
    private final Keys keys = new Keys(account);

    private RequestSpecification admin() {
        return Callers.admin(account).contentType(ContentType.JSON);
    }

    private ValidatableResponse post(String path, Map<String, Object> body) {
        return admin().body(body).post(path).then();
    }

    @Test
    void fromTheConnectionToTheClearOut() {
        connect();
        UUID vault = addVault();
        azure.createKey(name);
        UUID key = synchronize(vault);
        String first = publicKey(key);
        UUID backup = keys.backUp(key);
        loseTheKeyInAzure(vault, key);
        checkThatTheLastBackupStays(key, backup);
        restore(key, first);
        clearOut(key);
    }

    private void connect() {
        String connection = AzureConnections.create(account, "az");
        Callers.admin(account)
                .noContentType()
                .post(AzureConnections.PATH + "/" + connection + "/test")
                .then()
                .statusCode(200)
                .body("connection_ok", is(true));
        post(AZURE + "get-subscriptions", Map.of("connection", "az"))
                .statusCode(200)
                .body("subscriptionId", hasItem(Seed.SUBSCRIPTION));
    }

    private UUID addVault() {
        JsonPath found = post(
                        AZURE + "get-vaults",
                        Map.of("connection", "az", "subscription_id", Seed.SUBSCRIPTION, "limit", 1000))
                .statusCode(200)
                .extract()
                .jsonPath();
        Map<String, Object> ours = found.getMap("vaults.find { it.name == 'keyvault-dev-2' }");
        return UUID.fromString(post(
                        AZURE + "add-vaults",
                        Map.of(
                                "connection",
                                "az",
                                "subscription_id",
                                Seed.SUBSCRIPTION,
                                "vaults",
                                List.of(ours),
                                "cloud_key_backup_limit",
                                3))
                .statusCode(201)
                .extract()
                .path("resources[0].id"));
    }

    private UUID synchronize(UUID vault) {
        JsonPath job = synchronizations.awaitEnd(synchronizations.start(true, vault));
        assertThat(job.getString("overall_status"), equalTo("completed"));
        return UUID.fromString(Callers.admin(account)
                .queryParam("key_name", name)
                .get(AZURE + "keys")
                .then()
                .statusCode(200)
                .body("total", is(1))
                .body("resources[0].status", equalTo("AVAILABLE"))
                .extract()
                .path("resources[0].id"));
    }

    private String publicKey(UUID key) {
        return Callers.admin(account)
                .get(Keys.path(key) + "/download-public-key")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private void loseTheKeyInAzure(UUID vault, UUID key) {
        azure.deleteKey(name);
        azure.purgeKey(name);
        assertThat(synchronizations.run(vault).getString("overall_status"), equalTo("completed"));
        keys.get(key).body("status", equalTo("DELETED")).body("gone", is(true));
        azure.key(name).statusCode(404);
    }

    private void checkThatTheLastBackupStays(UUID key, UUID backup) {
        Callers.admin(account)
                .noContentType()
                .delete(Keys.path(key) + "/backups/" + backup)
                .then()
                .statusCode(409)
                .body("message", containsString("is the last one of a key that is gone from Azure"));
    }

    private void restore(UUID key, String first) {
        keys.restore(key, Map.of()).statusCode(200).body("id", equalTo(key.toString()));
        assertThat(publicKey(key), equalTo(first));
        azure.key(name).statusCode(200);
    }

    private void clearOut(UUID key) {
        assertThat(deletions.run("key_id", key, "keep_last", 1).getInt("counts.succeeded"), is(1));
        assertThat(deletions.run("key_id", key).getInt("counts.succeeded"), is(1));
        Callers.admin(account).get(Keys.path(key) + "/backups").then().body("total", is(0));
    }
}

package io.keysweep.encryption;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.AzureConnections;
import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.ForeignKeyEnvironment;
import io.keysweep.support.LoggedRecords;
import io.keysweep.support.Seed;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica that was given another wrapping key than the one that everything stored is under. */
@QuarkusTest
@WithTestResource(ForeignKeyEnvironment.class)
class UnknownWrappingKeyTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Matcher<String> BOTH_KEYS = allOf(containsString("seed"), containsString("local-file:"));

    @Inject
    WrappingKey wrappingKey;

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private UUID vault;
    private UUID key;

    @BeforeEach
    void seedWhatAnotherKeyWrapped() {
        AzureVault.number(1).createKey(name);
        vault = AzureVault.number(1).register(account, "payments");
        key = Seed.key(vault, name);
        awaitReadiness(503);
    }

    @AfterEach
    void nothingIsKnown() {
        Seed.update("DELETE FROM data_key d WHERE wrapping_key LIKE 'local-file:%'"
                + " AND NOT EXISTS (SELECT FROM key_backup b WHERE b.data_key_id = d.id)");
    }

    private static void awaitReadiness(int status) {
        Eventually.within(
                SOON,
                "readiness is " + status,
                () -> RestAssured.get("/q/health/ready").statusCode() == status);
    }

    private ValidatableResponse take() {
        return Callers.admin(account)
                .noContentType()
                .post("/api/v1/cckm/azure/keys/" + key + "/backups")
                .then();
    }

    private ValidatableResponse connect(String called) {
        return Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(AzureConnections.body(called, "secret"))
                .post(AzureConnections.PATH)
                .then();
    }

    private void sealUnderForeignKey(String connection) {
        Seed.update(
                "INSERT INTO connection (id, account, name, cloud_name, auth_type, tenant_id, client_id, sealed_secret,"
                        + " wrapped_key, wrapping_key, created_by)"
                        + " VALUES (gen_random_uuid(), ?, ?, 'AzureCloud', 'client_secret', ?, 'client', '\\x00', '\\x00',"
                        + " 'seed', 'ann')",
                account,
                connection,
                AzureConnections.TENANT);
    }

    @Test
    void itMakesNoDataKeyAndSealsNoSecret() {
        take().statusCode(503).body("message", BOTH_KEYS);
        connect("azure").statusCode(503).body("message", BOTH_KEYS);
    }

    @Test
    void aDataKeyThatItDoesNotOpenIsAnsweredAsNotAvailableHere() {
        Seed.update(
                "UPDATE data_key SET month = date_trunc('month', now() AT TIME ZONE 'UTC') WHERE vault_id = ?", vault);

        take().statusCode(503).body("message", BOTH_KEYS);
    }

    @Test
    void aSecretThatItDoesNotOpenIsNotTakenForARefusalOfAzure() {
        sealUnderForeignKey("azure");

        Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(Map.of("connection", "azure"))
                .post("/api/v1/cckm/azure/get-subscriptions")
                .then()
                .statusCode(503)
                .body("codeDesc", startsWith("NCERRServiceUnavailable"))
                .body("message", BOTH_KEYS);
    }

    @Test
    void oneThatOpensSomeOfItIsReadyAndMakesDataKeys() {
        storeUnderItsOwnKey();

        awaitReadiness(200);

        take().statusCode(201);
        Seed.update("DELETE FROM key_backup WHERE account = ?", account);
    }

    @Test
    void theLogNamesBothKeys() {
        try (LoggedRecords logged = LoggedRecords.of(UnknownKeysWatch.class.getName())) {
            storeUnderItsOwnKey();
            awaitReadiness(200);
            nothingIsKnown();
            awaitReadiness(503);

            List<String> lines = logged.lines();
            assertThat(lines, hasItem(allOf(containsString("not all that is stored opens here"), BOTH_KEYS)));
            assertThat(lines, hasItem(allOf(containsString("nothing that is stored opens here"), BOTH_KEYS)));
        }
    }

    private void storeUnderItsOwnKey() {
        Seed.update(
                "INSERT INTO data_key (id, account, vault_id, month, wrapped, wrapping_key)"
                        + " VALUES (gen_random_uuid(), ?, ?, '1971-01-01', '\\x00', ?)",
                account,
                vault,
                wrappingKey.current().await().atMost(SOON));
    }
}

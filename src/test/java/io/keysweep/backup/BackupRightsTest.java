package io.keysweep.backup;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see and take which backups. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BackupRightsTest {

    private static final String ANN = "local|ann";
    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");

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

    private RequestSpecification admin() {
        return Callers.admin(account).noContentType();
    }

    private RequestSpecification ann(String... groups) {
        return Callers.user(account, ANN, groups).noContentType();
    }

    private static String backups(UUID key) {
        return "/api/v1/cckm/azure/keys/" + key + "/backups";
    }

    private long stored() {
        return Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE key_id = ?", key)
                .get(0);
    }

    @Test
    void needsViewAndKeycreateToTakeABackup() {
        ann().post(backups(key)).then().statusCode(404);
        Seed.grantUser(vault, ANN, "keycreate");
        ann().post(backups(key)).then().statusCode(404);
        Seed.update("UPDATE vault_acl SET actions = '{view,deletebackup}' WHERE vault_id = ?", vault);
        ann().post(backups(key))
                .then()
                .statusCode(403)
                .body("codeDesc", containsString("NCERRInsufficientPermissions"))
                .body("message", containsString("keycreate"));
        assertEquals(0, stored());

        Seed.grantGroup(vault, "Makers", "keycreate");
        ann("Makers").post(backups(key)).then().statusCode(201);
        assertEquals(1, stored());
    }

    @Test
    void needsViewToSeeBackups() {
        UUID backup = Seed.backups(key, 1, JANUARY, JANUARY, 100).get(0);

        ann().get(backups(key)).then().statusCode(404);
        ann().get(backups(key) + "/" + backup).then().statusCode(404);
        Seed.grantUser(vault, ANN, "view");
        ann().get(backups(key)).then().statusCode(200).body("total", equalTo(1));
        ann().get(backups(key) + "/" + backup).then().statusCode(200);
    }

    @Test
    void wantsACallerWithOneOfItsGroups() {
        RestAssured.given().noContentType().post(backups(key)).then().statusCode(401);
        RestAssured.given().get(backups(key)).then().statusCode(401);
        Callers.as(account, ANN, "Key Users")
                .noContentType()
                .post(backups(key))
                .then()
                .statusCode(403);
        assertEquals(0, stored());
    }

    @Test
    void hidesBackupsOfOtherAccountsAndOfOtherKeys() {
        UUID theirKey = Seed.key(Seed.vault(Seed.account(), "theirs"), "theirs");
        UUID theirs = Seed.backups(theirKey, 1, JANUARY, JANUARY, 100).get(0);
        UUID otherKey = Seed.key(vault, "other");
        UUID others = Seed.backups(otherKey, 1, JANUARY, JANUARY, 100).get(0);

        admin().get(backups(theirKey)).then().statusCode(404);
        admin().post(backups(theirKey)).then().statusCode(404);
        admin().get(backups(theirKey) + "/" + theirs).then().statusCode(404);
        admin().get(backups(key) + "/" + theirs).then().statusCode(404);
        admin().get(backups(key) + "/" + others).then().statusCode(404);
        admin().get(backups(key)).then().body("total", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-uuid", "00000000-0000-0000-0000-000000000000", "'"})
    void answersNotFoundForIdsThatNameNothing(String id) {
        admin().get(backups(key) + "/" + id).then().statusCode(404);
        admin().get("/api/v1/cckm/azure/keys/" + id + "/backups").then().statusCode(404);
        admin().post("/api/v1/cckm/azure/keys/" + id + "/backups").then().statusCode(404);
    }
}

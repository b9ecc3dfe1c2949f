package io.keysweep.key;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class KeysTest {

    private static final String KEYS = "/api/v1/cckm/azure/keys";
    private static final String ANN = "local|ann";
    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2024-02-01T00:00:00Z");

    private final String account = Seed.account();
    private UUID vault;

    @BeforeEach
    void seedVault() {
        vault = Seed.vault(account, "payments");
    }

    private RequestSpecification admin() {
        return Callers.admin(account);
    }

    private RequestSpecification ann() {
        return Callers.user(account, ANN);
    }

    @Test
    void showsAKeyWithTheProductsFields() {
        UUID id = Seed.key(vault, "orders");
        Seed.update("UPDATE azure_key SET synced_at = now() WHERE id = ?", id);

        admin().get(KEYS + "/" + id)
                .then()
                .statusCode(200)
                .body("id", equalTo(id.toString()))
                .body("uri", equalTo("kylo:" + account + ":cckm:azure-key:" + id))
                .body("account", equalTo("kylo:" + account + ":admin:accounts:" + account))
                .body("key_vault", equalTo("payments::" + Seed.SUBSCRIPTION))
                .body("key_vault_id", equalTo(vault.toString()))
                .body("region", equalTo("northcentralus"))
                .body("key_name", equalTo("orders"))
                .body("version", equalTo("a1b2c3"))
                .body("version_count", equalTo(1))
                .body("key_size", equalTo(2048))
                .body("cloud_name", equalTo("AzureCloud"))
                .body("tenant", equalTo("72f988bf-86f1-41af-91ab-2d7cd011db47"))
                .body("status", equalTo("AVAILABLE"))
                .body("deleted", equalTo(false))
                .body("key_soft_deleted_in_azure", equalTo(false))
                .body("soft_delete_enabled", equalTo(true))
                .body("gone", equalTo(false))
                .body("created_by", equalTo("seed"))
                .body("azure_param.key.kid", equalTo("https://payments.vault.azure.net/keys/orders/a1b2c3"))
                .body("azure_param.key.kty", equalTo("RSA"))
                .body("azure_param.key.key_ops", contains("sign", "verify"))
                .body("azure_param.key.n", equalTo("AQAB-n"))
                .body("azure_param.key.e", equalTo("AQAB"))
                .body("azure_param.key.containsKey('x')", equalTo(false))
                .body("azure_param.attributes.enabled", equalTo(true))
                .body("azure_param.attributes.created", equalTo(1_700_000_000))
                .body("azure_param.attributes.recoveryLevel", equalTo("Recoverable+Purgeable"))
                .body("azure_param.attributes.containsKey('exp')", equalTo(false))
                .body("azure_param.tags.env", equalTo("test"))
                .body("containsKey('createdAt')", equalTo(true))
                .body("containsKey('updatedAt')", equalTo(true))
                .body("containsKey('syncedAt')", equalTo(true))
                .body("containsKey('backup')", equalTo(false))
                .body("containsKey('backup_at')", equalTo(false));
    }

    @Test
    void showsAnEllipticCurveKeyByItsPoint() {
        UUID id = Seed.key(vault, "curve");
        Seed.update(
                "UPDATE azure_key SET kty = 'EC', crv = 'P-256', key_size = NULL, key_ops = '{}', attributes = '{}',"
                        + " public_key = '{\"x\":\"AAx\",\"y\":\"AAy\",\"unheardOf\":1}' WHERE id = ?",
                id);

        admin().get(KEYS + "/" + id)
                .then()
                .statusCode(200)
                .body("azure_param.key.crv", equalTo("P-256"))
                .body("azure_param.key.x", equalTo("AAx"))
                .body("azure_param.key.y", equalTo("AAy"))
                .body("azure_param.key.key_ops.size()", equalTo(0))
                .body("containsKey('key_size')", equalTo(false));
    }

    @Test
    void derivesTheLatestBackupFromTheBackupsThatThereAre() {
        UUID id = Seed.key(vault, "orders");
        Seed.backups(Seed.key(vault, "other"), 2, FEBRUARY, FEBRUARY.plusSeconds(9), 100);
        List<UUID> backups = Seed.backups(id, 3, JANUARY, FEBRUARY, 100);
        UUID last = backups.get(2);

        admin().get(KEYS + "/" + id)
                .then()
                .body("backup", equalTo(last.toString()))
                .body("backup_at", startsWith("2024-01-21T16:00:00"));
        Seed.update("DELETE FROM key_backup WHERE id = ?", last);
        admin().queryParam("id", id)
                .get(KEYS)
                .then()
                .body("resources[0].backup", equalTo(backups.get(1).toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key_name             | key_name = 'a'               | a",
                "crv                  | crv = 'P-384'                | P-384",
                "crv                  | crv = 'P-256K'               | SECP256K1",
                "status               | status = 'SOFT-DELETED'      | SOFT-DELETED",
                "key_size             | key_size = 4096              | 4096",
                "deleted_in_azure     | deleted = true               | true",
                "algorithm            | kty = 'EC-HSM'               | EC-HSM",
                "kid                  | kid = 'https://x/keys/a/1'   | https://x/keys/a/1",
                "gone                 | gone = true                  | true",
                "version              | version = 'v9'               | v9",
                "enabled              | attributes = '{\"enabled\":false}' | false",
                "tags                 | tags = '{\"env\":\"prod\",\"team\":\"pay\"}' | {\"env\":\"prod\"}"
            })
    void narrowsTheListByEachFilterOnKeys(String filter, String change, String value) {
        UUID a = Seed.key(vault, "a");
        Seed.key(vault, "b");
        Seed.update("UPDATE azure_key SET " + change + " WHERE id = ?", a);

        admin().queryParam(filter, value)
                .get(KEYS)
                .then()
                .statusCode(200)
                .body("total", equalTo(1))
                .body("resources.key_name", contains("a"));
    }

    @Test
    void narrowsTheListByWhatTheVaultIs() {
        UUID west = Seed.vault(account, "west");
        Seed.update("UPDATE vault SET location = 'westus', cloud_name = 'AzureChinaCloud' WHERE id = ?", west);
        Seed.key(west, "w");
        Seed.key(vault, "p");

        for (String[] filter : new String[][] {
            {"key_vault", "west::" + Seed.SUBSCRIPTION},
            {"key_vault", west.toString()},
            {"key_vault_id", west.toString()},
            {"region", "westus"},
            {"cloud_name", "AzureChinaCloud"}
        }) {
            admin().queryParam(filter[0], filter[1]).get(KEYS).then().body("resources.key_name", contains("w"));
        }
        admin().queryParam("key_vault", west, "payments::" + Seed.SUBSCRIPTION)
                .get(KEYS)
                .then()
                .body("resources.key_name", containsInAnyOrder("w", "p"));
        admin().queryParam("key_vault", "west").get(KEYS).then().body("total", equalTo(0));
    }

    @Test
    void countsTheLatestVersionAsTheOneThatItLists() {
        Seed.key(vault, "a");

        admin().queryParam("version", "-1").get(KEYS).then().body("total", equalTo(1));
        admin().queryParam("version", "old").get(KEYS).then().body("total", equalTo(0));
    }

    @Test
    void pagesInTheOrderAskedFor() {
        for (String name : new String[] {"c", "a", "d", "b"}) {
            Seed.key(vault, name);
        }

        admin().queryParam("sort", "-key_name")
                .queryParam("limit", 2)
                .queryParam("skip", 1)
                .get(KEYS)
                .then()
                .body("total", equalTo(4))
                .body("resources.key_name", contains("c", "b"));
        admin().queryParam("sort", "key_size,key_vault,region,-key_name")
                .get(KEYS)
                .then()
                .body("resources.key_name", contains("d", "c", "b", "a"));
        admin().queryParam("skip", 2_000_000_000)
                .get(KEYS)
                .then()
                .statusCode(200)
                .body("total", equalTo(4))
                .body("resources.size()", equalTo(0));
    }

    @Test
    void showsUsersOnlyTheKeysOfVaultsThatTheyMayView() {
        UUID seen = Seed.key(vault, "seen");
        UUID hidden = Seed.key(Seed.vault(account, "hidden"), "hidden");
        Seed.grantUser(vault, ANN, "view");

        ann().get(KEYS).then().body("total", equalTo(1)).body("resources.key_name", contains("seen"));
        ann().get(KEYS + "/" + seen).then().statusCode(200);
        ann().get(KEYS + "/" + hidden).then().statusCode(404);
        ann().queryParam("id", hidden).get(KEYS).then().body("total", equalTo(0));
        Callers.user(account, "local|bob").get(KEYS).then().statusCode(200).body("total", equalTo(0));
    }

    @Test
    void hidesKeysOfOtherAccountsEvenFromAdministrators() {
        UUID theirVault = Seed.vault(Seed.account(), "theirs");
        UUID theirs = Seed.key(theirVault, "theirs");
        Seed.grantUser(theirVault, ANN, "view");

        admin().get(KEYS + "/" + theirs).then().statusCode(404);
        admin().queryParam("key_vault_id", theirVault).get(KEYS).then().body("total", equalTo(0));
        ann().get(KEYS + "/" + theirs).then().statusCode(404);
    }

    @Test
    void wantsACallerWithOneOfItsGroups() {
        RestAssured.given().get(KEYS).then().statusCode(401);
        Callers.as(account, ANN, "Key Users").get(KEYS).then().statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-uuid", "00000000-0000-0000-0000-000000000000", "'", "a%2Fb", "%00"})
    void answersNotFoundForAnIdThatNamesNothing(String id) {
        admin().urlEncodingEnabled(false).get(KEYS + "/" + id).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enabled          | yes",
                "gone             | TRUE",
                "deleted_in_azure | 1",
                "key_size         | big",
                "tags             | env=prod",
                "tags             | [1]",
                "tags             | {\"a\":1}",
                "tags             | {\"a\":{\"b\":\"c\"}}",
                "sort             | k.account",
                "sort             | azure_param"
            })
    void refusesValuesThatNoKeyCanHave(String parameter, String value) {
        admin().queryParam(parameter, value)
                .get(KEYS)
                .then()
                .statusCode(400)
                .body("message", startsWith(parameter + ": "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"' or '1'='1", "a' -- ", "%", "*", ":p0", "?1", "\\"})
    void takesFiltersAsPlainValues(String value) {
        Seed.key(vault, "a");

        for (String filter : new String[] {"key_vault", "key_name", "kid", "algorithm", "id", "version"}) {
            admin().queryParam(filter, value).get(KEYS).then().statusCode(200).body("total", equalTo(0));
        }
        admin().queryParam("tags", "{\"env\":\"' || '\"}").get(KEYS).then().body("total", equalTo(0));
    }
}

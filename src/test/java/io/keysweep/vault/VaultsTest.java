package io.keysweep.vault;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.AzureConnections;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class VaultsTest {

    private static final String VAULTS = "/api/v1/cckm/azure/vaults";
    private static final String ANN = "local|ann";

    private final String account = Seed.account();

    private RequestSpecification admin() {
        return Callers.admin(account);
    }

    private RequestSpecification ann(String... groups) {
        return Callers.user(account, ANN, groups);
    }

    @Test
    void showsAVaultWithTheProductsFields() {
        UUID id = Seed.vault(account, "payments");
        AzureConnections.create(account, "az");
        Seed.update(
                "UPDATE vault SET tags = '{\"team\":\"pay\"}', cloud_key_backup_limit = 7, connection = 'az',"
                        + " properties = '{\"sku\":{\"family\":\"A\",\"name\":\"premium\"},\"enableSoftDelete\":true}',"
                        + " synced_at = '2024-02-06T00:00:00.5Z' WHERE id = ?",
                id);
        Seed.grantUser(id, ANN, "view");
        Seed.grantGroup(id, "Auditors", "view", "keycreate");

        admin().get(VAULTS + "/" + id)
                .then()
                .statusCode(200)
                .body("id", equalTo(id.toString()))
                .body("uri", equalTo("kylo:" + account + ":cckm:azure-vault:" + id))
                .body("account", equalTo("kylo:" + account + ":admin:accounts:" + account))
                .body("name", equalTo("payments::" + Seed.SUBSCRIPTION))
                .body("azure_name", equalTo("payments"))
                .body("azure_vault_id", startsWith("/subscriptions/"))
                .body("cloud_name", equalTo("AzureCloud"))
                .body("connection", equalTo("az"))
                .body("location", equalTo("northcentralus"))
                .body("subscription_id", equalTo(Seed.SUBSCRIPTION))
                .body("subscription_name", equalTo("Pay-As-You-Go"))
                .body("type", equalTo("vault"))
                .body("tags.team", equalTo("pay"))
                .body("cloud_key_backup_limit", equalTo(7))
                .body("synced_at", startsWith("2024-02-06T00:00:00.5"))
                .body("properties.sku.name", equalTo("premium"))
                .body("properties.vaultUri", equalTo("https://payments.vault.azure.net"))
                .body("properties.tenantId", equalTo("72f988bf-86f1-41af-91ab-2d7cd011db47"))
                .body("acls", hasSize(2))
                .body("acls[0].user_id", equalTo(ANN))
                .body("acls[1].group", equalTo("Auditors"))
                .body("acls[1].actions", contains("view", "keycreate"));
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        UUID id = Seed.vault(account, "fresh");

        admin().get(VAULTS + "/" + id)
                .then()
                .statusCode(200)
                .body("containsKey('synced_at')", equalTo(false))
                .body("containsKey('cloud_key_backup_limit')", equalTo(false));
    }

    @Test
    void givesTheEnvelopeAlsoForAnEmptyList() {
        admin().get(VAULTS)
                .then()
                .statusCode(200)
                .body("skip", equalTo(0))
                .body("limit", equalTo(10))
                .body("total", equalTo(0))
                .body("resources", empty());
    }

    @Test
    void pagesInTheOrderAskedFor() {
        for (String name : new String[] {"c", "a", "e", "b", "d"}) {
            Seed.vault(account, name);
        }

        admin().queryParam("sort", "azure_name")
                .queryParam("skip", 1)
                .queryParam("limit", 2)
                .get(VAULTS)
                .then()
                .body("total", equalTo(5))
                .body("skip", equalTo(1))
                .body("limit", equalTo(2))
                .body("resources.azure_name", contains("b", "c"));
        admin().queryParam("sort", "-azure_name")
                .queryParam("limit", -1)
                .get(VAULTS)
                .then()
                .body("limit", equalTo(-1))
                .body("resources.azure_name", contains("e", "d", "c", "b", "a"));
    }

    @Test
    void putsTheNewestFirstUnlessAskedOtherwise() {
        Seed.vault(account, "old");
        Seed.vault(account, "new");
        Seed.update("UPDATE vault SET created_at = '2020-01-01Z' WHERE account = ? AND azure_name = 'old'", account);

        admin().get(VAULTS).then().body("resources.azure_name", contains("new", "old"));
        admin().queryParam("sort", "createdAt").get(VAULTS).then().body("resources.azure_name", contains("old", "new"));
    }

    @ParameterizedTest
    @CsvSource({
        "name, a::" + Seed.SUBSCRIPTION,
        "location, westeurope",
        "cloud_name, AzureUSGovernment",
        "subscription_id, sub-a",
        "subscription_name, Production",
        "type, managedHsm"
    })
    void narrowsTheListByEachFilter(String filter, String value) {
        UUID id = Seed.vault(account, "a");
        Seed.vault(account, "b");
        String column = filter.equals("name") ? "subscription_id" : filter;
        String stored = filter.equals("name") ? Seed.SUBSCRIPTION : value;
        Seed.update("UPDATE vault SET " + column + " = ? WHERE id = ?", stored, id);

        admin().queryParam(filter, value)
                .get(VAULTS)
                .then()
                .statusCode(200)
                .body("total", equalTo(1))
                .body("resources.azure_name", contains("a"));
    }

    @Test
    void takesRepeatedFiltersAsAnyOfThem() {
        UUID a = Seed.vault(account, "a");
        UUID b = Seed.vault(account, "b");
        Seed.vault(account, "c");

        admin().queryParam("id", a, b)
                .queryParam("sort", "azure_name")
                .get(VAULTS)
                .then()
                .body("resources.azure_name", contains("a", "b"));
        admin().queryParam("id", "no-uuid").get(VAULTS).then().statusCode(200).body("total", equalTo(0));
        admin().queryParam("job_config_id", "x").get(VAULTS).then().body("total", equalTo(0));
    }

    @Test
    void passesOverParametersThatItDoesNotKnow() {
        Seed.vault(account, "a");

        admin().queryParam("colour", "blue")
                .queryParam("id", "")
                .get(VAULTS)
                .then()
                .body("total", equalTo(1));
    }

    @Test
    void hidesVaultsOfOtherAccountsEvenFromAdministrators() {
        UUID theirs = Seed.vault(Seed.account(), "theirs");
        Seed.grantUser(theirs, "local|admin", "view");
        Seed.grantUser(theirs, ANN, "view");

        admin().get(VAULTS + "/" + theirs).then().statusCode(404);
        admin().queryParam("id", theirs).get(VAULTS).then().body("total", equalTo(0));
        ann().get(VAULTS + "/" + theirs).then().statusCode(404);
        ann().get(VAULTS).then().body("total", equalTo(0));
    }

    @Test
    void showsUsersOnlyTheVaultsThatTheyMayView() {
        UUID own = Seed.vault(account, "own");
        UUID viaGroup = Seed.vault(account, "via-group");
        UUID noView = Seed.vault(account, "no-view");
        UUID foreign = Seed.vault(account, "foreign");
        Seed.grantUser(own, ANN, "view");
        Seed.grantGroup(viaGroup, "Auditors", "view");
        Seed.grantUser(noView, ANN, "keycreate");
        Seed.grantUser(foreign, "local|bob", "view");
        // A group that is named like a user, and a user that is named like a group.
        Seed.grantGroup(foreign, ANN, "view");
        Seed.grantUser(foreign, "Auditors", "view");

        ann("Auditors")
                .queryParam("sort", "azure_name")
                .get(VAULTS)
                .then()
                .body("total", equalTo(2))
                .body("resources.azure_name", contains("own", "via-group"));
        ann().get(VAULTS).then().body("resources.azure_name", contains("own"));
        ann().get(VAULTS + "/" + own).then().statusCode(200);
        ann().get(VAULTS + "/" + viaGroup).then().statusCode(404);
        ann("Auditors").get(VAULTS + "/" + viaGroup).then().statusCode(200);
        ann().get(VAULTS + "/" + noView).then().statusCode(404);
        ann().get(VAULTS + "/" + foreign).then().statusCode(404);
    }

    @Test
    void wantsACallerWithOneOfItsGroups() {
        RestAssured.given().get(VAULTS).then().statusCode(401);
        Callers.as(account, ANN, "Key Users").get(VAULTS).then().statusCode(403);
        Callers.as(account, ANN, "CCKM Admins").get(VAULTS).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-uuid", "1-1-1-1-1", "00000000-0000-0000-0000-000000000000", "%00", "'"})
    void answersNotFoundForAnIdThatNamesNothing(String id) {
        admin().urlEncodingEnabled(false).get(VAULTS + "/" + id).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no_such",
                "azure_name;drop table vault",
                "v.azureName",
                "azure_name desc",
                "--azure_name",
                "(select 1)",
                "azure_name,,createdAt",
                "-"
            })
    void refusesToSortByAnythingElse(String sort) {
        admin().queryParam("sort", sort)
                .get(VAULTS)
                .then()
                .statusCode(400)
                .body("codeDesc", containsString("NCERRBadRequest"))
                .body("message", startsWith("sort: "));
    }

    @ParameterizedTest
    @CsvSource({"skip,-1", "skip,x", "limit,0", "limit,1001", "limit,-2", "limit,99999999999", "limit,1.5"})
    void refusesAPageThatThereCannotBe(String parameter, String value) {
        admin().queryParam(parameter, value)
                .get(VAULTS)
                .then()
                .statusCode(400)
                .body("message", startsWith(parameter + ": "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"' or '1'='1", "a' -- ", "%", "_", "*", ":p0", "?1", "${jndi:x}", "\\", "a) or (1=1"})
    void takesFiltersAsPlainValues(String value) {
        Seed.vault(account, "a");

        for (String filter : new String[] {"name", "location", "type", "subscription_name", "id"}) {
            admin().queryParam(filter, value).get(VAULTS).then().statusCode(200).body("total", equalTo(0));
        }
        admin().get(VAULTS).then().body("total", equalTo(1));
    }

    @Test
    void refusesTheOneCharacterThatTheDatabaseDoesNotHave() {
        admin().urlEncodingEnabled(false)
                .get(VAULTS + "?location=a%00b")
                .then()
                .statusCode(400)
                .body("message", startsWith("location: "))
                .body("message", not(containsString("a\0b")));
    }
}

package io.keysweep.vault;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.auth.Caller;
import io.keysweep.support.AzureConnections;
import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators do with vaults, over HTTP and with the test's Azure. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class VaultAdministrationTest {

    private static final String AZURE = "/api/v1/cckm/azure/";
    private static final String VAULTS = AZURE + "vaults";
    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");

    private final String account = Seed.account();

    @BeforeEach
    void connect() {
        AzureConnections.create(account, "az");
    }

    @AfterEach
    void noFaults() {
        AzureConnections.noFaults();
    }

    private RequestSpecification admin() {
        return Callers.admin(account).contentType(ContentType.JSON);
    }

    private Map<String, Object> search() {
        Map<String, Object> body = new HashMap<>();
        body.put("connection", "az");
        body.put("subscription_id", Seed.SUBSCRIPTION);
        return body;
    }

    private ValidatableResponse find(Map<String, Object> body) {
        return admin().body(body).post(AZURE + "get-vaults").then();
    }

    private Map<String, Object> vault(String name) {
        return Map.of(
                "name",
                name,
                "azure_vault_id",
                "/subscriptions/" + Seed.SUBSCRIPTION + "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/"
                        + name,
                "type",
                "Microsoft.KeyVault/vaults",
                "location",
                "westeurope",
                "tags",
                Map.of("team", "pay"),
                "properties",
                Map.of(
                        "vaultUri",
                        uri(name),
                        "tenantId",
                        AzureConnections.TENANT,
                        "enableSoftDelete",
                        true,
                        "accessPolicies",
                        List.of()));
    }

    // One that there is, and others that nothing is asked of.
    private static String uri(String name) {
        return name.equals("payments") ? TestEnvironment.vaultUri(1) + "/" : "https://" + name + ".vault.azure.net/";
    }

    private ValidatableResponse add(Object... vaults) {
        Map<String, Object> body = search();
        body.put("vaults", List.of(vaults));
        body.put("cloud_key_backup_limit", 5);
        return admin().body(body).post(AZURE + "add-vaults").then();
    }

    private String added(String name) {
        return add(vault(name)).statusCode(201).extract().path("resources[0].id");
    }

    private List<String> subscriptions() {
        return Seed.query(String.class, "SELECT subscription_id FROM subscription WHERE account = ?", account);
    }

    @Test
    void findsAllVaultsPageByPage() {
        List<String> names = new ArrayList<>();
        Map<String, Object> body = search();
        body.put("limit", 7);
        int pages = 0;
        do {
            JsonPath page = find(body)
                    .statusCode(200)
                    .body("connection", equalTo("az"))
                    .body("subscription_id", equalTo(Seed.SUBSCRIPTION))
                    .extract()
                    .jsonPath();
            names.addAll(page.getList("vaults.name"));
            body.put("nextLink", page.getString("nextLink"));
            pages++;
        } while (body.get("nextLink") != null);

        assertThat(pages, is(5));
        assertThat(names, hasSize(33));
        assertThat(names, hasItems("keyvault-dev-1", "keyvault-dev-2", "fleet-00", "fleet-29"));
    }

    @Test
    void showsAVaultInTheFormInWhichItIsAdded() {
        JsonPath page = find(search()).statusCode(200).extract().jsonPath();
        assertThat(page.getList("vaults"), hasSize(10));
        assertThat(page.getString("vaults[0].type"), equalTo("Microsoft.KeyVault/vaults"));
        assertThat(page.getString("vaults[0].properties.accessPolicies"), nullValue());

        add(page.<String, Object>getMap("vaults[0]"))
                .statusCode(201)
                .body("total", is(1))
                .body("resources[0].azure_name", equalTo("keyvault-dev-1"))
                .body("resources[0].properties.sku.name", equalTo("premium"));
    }

    @Test
    void findsManagedHsms() {
        admin().body(search())
                .post(AZURE + "get-managed-hsms")
                .then()
                .statusCode(200)
                .body("vaults.name", contains("dev-hsm"))
                .body("vaults[0].properties.hsmUri", startsWith("https://dev-hsm."))
                .body("nextLink", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/x",
                "http://localhost/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/x",
                "VAULT",
                "AZURE/subscriptions/another/x",
                "AZURE/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.Resources/deployments",
                "/x",
                "nonsense"
            })
    void followsNoLinkToAnywhereElse(String link) {
        Map<String, Object> body = search();
        body.put(
                "nextLink",
                link.replace("VAULT", TestEnvironment.vaultUri(1) + "/subscriptions/" + Seed.SUBSCRIPTION + "/x")
                        .replace("AZURE", TestEnvironment.azureUri().toString()));

        find(body).statusCode(400).body("message", startsWith("nextLink: "));
    }

    @ParameterizedTest
    @CsvSource({
        "subscription_id, x, 400",
        "subscription_id, ../../x, 400",
        "subscription_id, 5f1c9d7e-0a3b-4c6d-8e2f-000000000000, 404",
        "limit, 0, 400",
        "limit, 1001, 400",
        "connection, '', 400",
        "connection, none, 404",
    })
    void refusesASearchThatCannotBe(String field, String value, int status) {
        Map<String, Object> body = search();
        body.put(field, field.equals("limit") ? Integer.valueOf(value) : value);

        find(body).statusCode(status);
    }

    @Test
    void tellsWhatWentWrongInAzure() {
        AzureConnections.fault(Map.of("count", 1, "status", 429, "retry_after", 3, "operation", "vaults"));
        find(search()).statusCode(429).header("Retry-After", "3");
        AzureConnections.fault(Map.of("count", 1, "status", 403, "operation", "vaults"));
        find(search()).statusCode(502).body("message", containsString("403 Forbidden"));
    }

    @Test
    void addsVaultsAndTheirSubscription() {
        add(vault("payments"), vault("archive"))
                .statusCode(201)
                .body("total", is(2))
                .body("resources.azure_name", contains("archive", "payments"))
                .body("resources[0].name", equalTo("archive::" + Seed.SUBSCRIPTION))
                .body("resources[0].connection", equalTo("az"))
                .body("resources[0].subscription_name", equalTo("Development"))
                .body("resources[0].cloud_name", equalTo("AzureCloud"))
                .body("resources[0].cloud_key_backup_limit", is(5))
                .body("resources[0].tags.team", equalTo("pay"))
                .body("resources[0].type", equalTo("vault"))
                .body("resources[0].properties.tenantId", equalTo(AzureConnections.TENANT))
                .body("resources[0].properties.enableSoftDelete", is(true))
                .body("resources[0].acls", hasSize(0));
        assertThat(subscriptions(), contains(Seed.SUBSCRIPTION));
        admin().get(AZURE + "subscriptions").then().body("resources.displayName", contains("Development"));
    }

    @Test
    void addedVaultsAreReachedByTheirConnection() {
        AzureVault azure = AzureVault.number(1);
        String name = "key-" + UUID.randomUUID();
        azure.createKey(name);
        UUID id = UUID.fromString(added("payments"));

        admin().post(AZURE + "keys/" + Seed.key(id, name) + "/backups").then().statusCode(201);
    }

    @Test
    void addsAllOrNone() {
        added("payments");

        add(vault("archive"), vault("payments")).statusCode(409).body("message", containsString("payments"));
        admin().get(VAULTS).then().body("resources.azure_name", contains("payments"));
        add(vault("twice"), vault("twice")).statusCode(400);
    }

    private Map<String, Object> vault(String name, String uri) {
        Map<String, Object> vault = new HashMap<>(vault(name));
        vault.put("properties", Map.of("vaultUri", uri));
        return vault;
    }

    // Two rows of one vault would have limits, holds and last backups of their own for the same keys.
    @Test
    void takesNoVaultOfAzureTwice() {
        String uri = "https://ledger.vault.azure.net/";
        add(vault("ledger", uri)).statusCode(201);

        add(vault("Ledger", uri)).statusCode(409).body("message", containsString("Ledger"));
        add(vault("another", uri.toUpperCase(Locale.ROOT).replace("HTTPS", "https")))
                .statusCode(409);
        add(vault("one", "https://x.vault.azure.net"), vault("two", "https://x.vault.azure.net/"))
                .statusCode(400);
        admin().get(VAULTS).then().body("resources.azure_name", contains("ledger"));
    }

    @Test
    void takesNoVaultTwiceAtTheSameTime() {
        for (int i = 0; i < 5; i++) {
            int round = i;
            String uri = "https://ledger-" + i + ".vault.azure.net/";
            List<Integer> statuses = IntStream.range(0, 4)
                    .mapToObj(n -> CompletableFuture.supplyAsync(() ->
                            add(vault("name-" + n + "-" + round, uri)).extract().statusCode()))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .sorted()
                    .toList();
            assertThat(statuses, contains(201, 409, 409, 409));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "name, 'a b'",
        "name, ''",
        "azure_vault_id, /subscriptions/another/x",
        "vaultUri, http://localhost:1",
        "vaultUri, https://user@localhost:1",
        "vaultUri, https://localhost:1/path",
        "vaultUri, https://localhost:1?x=y",
        "vaultUri, 'no uri'",
        "location, 'a\u0000b'",
    })
    void refusesAVaultThatCannotBe(String field, String value) {
        Map<String, Object> vault = new HashMap<>(vault("payments"));
        if (field.equals("vaultUri")) {
            vault.put("properties", Map.of("vaultUri", value));
        } else {
            vault.put(field, value);
        }

        add(vault).statusCode(400).body("message", containsString(field));
        assertThat(subscriptions(), hasSize(0));
    }

    @Test
    void refusesToAddNothingOrWhatTheConnectionCannotSee() {
        add().statusCode(400);
        Map<String, Object> body = search();
        body.put("subscription_id", "5f1c9d7e-0a3b-4c6d-8e2f-000000000000");
        Map<String, Object> vault = new HashMap<>(vault("payments"));
        vault.put("azure_vault_id", "/subscriptions/5f1c9d7e-0a3b-4c6d-8e2f-000000000000/x");
        body.put("vaults", List.of(vault));
        admin().body(body).post(AZURE + "add-vaults").then().statusCode(404);
        assertThat(subscriptions(), hasSize(0));
    }

    @Test
    void changesLimitAndConnection() {
        String id = added("payments");
        AzureConnections.create(account, "other");

        admin().body(Map.of("cloud_key_backup_limit", 9))
                .patch(VAULTS + "/" + id)
                .then()
                .statusCode(200)
                .body("cloud_key_backup_limit", is(9))
                .body("connection", equalTo("az"));
        admin().body(Map.of("connection", "other"))
                .patch(VAULTS + "/" + id)
                .then()
                .statusCode(200)
                .body("cloud_key_backup_limit", is(9))
                .body("connection", equalTo("other"));
        admin().body(Map.of("cloud_key_backup_limit", 0))
                .patch(VAULTS + "/" + id)
                .then()
                .statusCode(200)
                .body("cloud_key_backup_limit", nullValue());
    }

    @Test
    void refusesChangesThatCannotBe() {
        String id = added("payments");
        Map<String, Object> china = AzureConnections.body("china", "x");
        china.put("cloud_name", "AzureChinaCloud");
        admin().body(china).post(AzureConnections.PATH).then().statusCode(201);

        for (Map<String, Object> change : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("cloud_key_backup_limit", -1),
                Map.of("cloud_key_backup_limit", 1_000_000),
                Map.of("connection", "china"))) {
            admin().body(change).patch(VAULTS + "/" + id).then().statusCode(400);
        }
        admin().body(Map.of("connection", "none"))
                .patch(VAULTS + "/" + id)
                .then()
                .statusCode(404);
    }

    @Test
    void removesAVaultWithItsKeysAndItsSubscriptionWithTheLast() {
        String one = added("one");
        String two = added("two");
        Seed.key(UUID.fromString(one), "signing");
        Seed.grantUser(UUID.fromString(one), "local|ann", "view");

        admin().post(VAULTS + "/" + one + "/remove-vault").then().statusCode(204);

        admin().get(VAULTS + "/" + one).then().statusCode(404);
        admin().get(AZURE + "keys?key_vault_id=" + one).then().body("total", is(0));
        assertThat(subscriptions(), contains(Seed.SUBSCRIPTION));
        admin().post(VAULTS + "/" + two + "/remove-vault").then().statusCode(204);
        assertThat(subscriptions(), hasSize(0));
        admin().post(VAULTS + "/" + two + "/remove-vault").then().statusCode(404);
        added("one");
    }

    @Test
    void keepsAVaultThatHasBackups() {
        UUID vault = Seed.vault(account, "payments");
        UUID key = Seed.key(vault, "signing");
        List<UUID> backups = Seed.backups(key, 3, FROM, FROM.plusSeconds(60), 100);
        Seed.update(
                "UPDATE key_backup SET held_until = 'infinity', hold_reason = 'audit', held_by = 'ann', held_at = now()"
                        + " WHERE id = ?",
                backups.get(0));

        admin().post(VAULTS + "/" + vault + "/remove-vault")
                .then()
                .statusCode(409)
                .body("message", containsString("3 backups"))
                .body("message", containsString("held 1"));
        admin().get(VAULTS + "/" + vault).then().statusCode(200);
    }

    @Test
    void keepsAVaultThatAJobIsAt() {
        UUID vault = Seed.vault(account, "payments");
        UUID job = UUID.randomUUID();
        // Nobody looks at it before that day.
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after,"
                        + " selected_before, not_before) VALUES (?, ?, 'delete-key-backups', 'ann', 'vault',"
                        + " ARRAY[?::uuid], '-infinity', now(), now() + interval '1 day')",
                job,
                account,
                vault);

        admin().post(VAULTS + "/" + vault + "/remove-vault")
                .then()
                .statusCode(409)
                .body("message", containsString("running jobs 1"));

        Seed.update("DELETE FROM bulk_job WHERE id = ?", job);
        admin().post(VAULTS + "/" + vault + "/remove-vault").then().statusCode(204);
    }

    private static List<String> fieldsOf(String path) {
        return switch (path) {
            case "add-vaults" -> List.of("connection", "subscription_id", "vaults", "cloud_key_backup_limit");
            case "vaults/ID" -> List.of("cloud_key_backup_limit");
            case "vaults/ID/update-acls" -> List.of("acls");
            case "vaults/ID/remove-vault" -> List.of();
            default -> List.of("connection", "subscription_id", "limit");
        };
    }

    @ParameterizedTest
    @CsvSource({
        "POST, get-vaults",
        "POST, get-managed-hsms",
        "POST, add-vaults",
        "PATCH, vaults/ID",
        "POST, vaults/ID/remove-vault",
        "POST, vaults/ID/update-acls",
    })
    void isForAdministratorsOfTheAccountOnly(String method, String path) {
        UUID vault = Seed.vault(account, "payments");
        Seed.grantUser(vault, "local|ann", "view", "keycreate", "deletebackup");
        String url = AZURE + path.replace("ID", vault.toString());
        Map<String, Object> body = search();
        body.put("vaults", List.of(vault("mine")));
        body.put("acls", List.of(Map.of("user_id", "local|eve", "permit", true, "actions", List.of("view"))));
        body.put("cloud_key_backup_limit", 3);
        body.keySet().retainAll(fieldsOf(path));

        RestAssured.given()
                .contentType(ContentType.JSON)
                .body(body)
                .request(method, url)
                .then()
                .statusCode(401);
        for (String groups : List.of(Caller.CCKM_USERS, "Key Users")) {
            Callers.as(account, "local|ann", groups)
                    .contentType(ContentType.JSON)
                    .body(body)
                    .request(method, url)
                    .then()
                    .statusCode(403);
        }
        Callers.admin(Seed.account())
                .contentType(ContentType.JSON)
                .body(body)
                .request(method, url)
                .then()
                .statusCode(404);
        admin().get(VAULTS + "/" + vault)
                .then()
                .statusCode(200)
                .body("cloud_key_backup_limit", nullValue())
                .body("acls.user_id", containsInAnyOrder("local|ann"));
    }
}

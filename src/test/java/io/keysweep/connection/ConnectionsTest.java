package io.keysweep.connection;

import static io.keysweep.support.AzureConnections.PATH;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.auth.Caller;
import io.keysweep.dev.keyvault.LocalLogin;
import io.keysweep.support.AzureConnections;
import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestCertificate;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections over HTTP, with real logins at the test's Azure. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ConnectionsTest {

    private static final String TEST_UNSAVED = "/api/v1/connectionmgmt/services/azure/connection-test";
    private static final String ALL = "/api/v1/connectionmgmt/connections";

    private final String account = Seed.account();

    @AfterEach
    void noFaults() {
        AzureConnections.noFaults();
    }

    private RequestSpecification admin() {
        return Callers.admin(account).contentType(ContentType.JSON);
    }

    private ValidatableResponse create(Map<String, Object> body) {
        return admin().body(body).post(PATH).then();
    }

    private ValidatableResponse test(String id) {
        return admin().post(PATH + "/" + id + "/test").then().statusCode(200);
    }

    private ValidatableResponse patch(String id, Map<String, Object> body) {
        return admin().body(body).patch(PATH + "/" + id).then();
    }

    @Test
    void showsAConnectionWithTheProductsFields() {
        Map<String, Object> body = AzureConnections.body("az", LocalLogin.SECRET);
        body.put("description", "of the payments team");
        body.put("meta", Map.of("owner", "ann"));
        body.put("labels", Map.of("stage", "prod"));

        String id = create(body).statusCode(201).extract().path("id");

        admin().get(PATH + "/" + id)
                .then()
                .statusCode(200)
                .body("uri", equalTo("kylo:" + account + ":connectionmgmt:connections:" + id))
                .body("account", equalTo("kylo:" + account + ":admin:accounts:" + account))
                .body("name", equalTo("az"))
                .body("description", equalTo("of the payments team"))
                .body("service", equalTo("azure"))
                .body("category", equalTo("cloud"))
                .body("resource_url", equalTo("/v1/connectionmgmt/services/azure/connections/" + id))
                .body("cloud_name", equalTo("AzureCloud"))
                .body("auth_type", equalTo("client_secret"))
                .body("client_id", equalTo(body.get("client_id")))
                .body("tenant_id", equalTo(AzureConnections.TENANT))
                .body("is_certificate_used", is(false))
                .body("products", contains("cckm"))
                .body("meta.owner", equalTo("ann"))
                .body("labels.stage", equalTo("prod"))
                .body("last_connection_ok", nullValue())
                .body("last_connection_at", nullValue());
    }

    @Test
    void boundsWhatAConnectionMayHold() {
        String face = "\ud83d\ude00";
        Map<String, Object> body = AzureConnections.body(face.repeat(255), LocalLogin.SECRET);
        create(body).statusCode(201);

        body.put("name", face.repeat(256));
        create(body).statusCode(400).body("message", equalTo("name: must have at most 255 characters, has 256"));
        for (String field : List.of("meta", "labels")) {
            Map<String, Object> large = AzureConnections.body("az", LocalLogin.SECRET);
            large.put(field, Map.of("a", List.of("x".repeat(20_000))));
            create(large)
                    .statusCode(400)
                    .body("message", equalTo(field + ": must take at most 16384 bytes, takes 20006"));
        }
    }

    @Test
    void neverShowsASecretAndNeverStoresItInTheClear() throws Exception {
        String secret = "s3cret-" + UUID.randomUUID();
        String id = create(AzureConnections.body("az", secret))
                .statusCode(201)
                .body(not(containsString(secret)))
                .extract()
                .path("id");
        String pem = TestCertificate.pem();
        String privatePart = pem.substring(pem.indexOf("PRIVATE KEY-----") + 17).substring(0, 60);

        admin().get(PATH + "/" + id).then().body(not(containsString(secret)));
        admin().get(PATH).then().body(not(containsString(secret)));
        test(id).body(not(containsString(secret)));
        patch(id, Map.of("certificate", pem))
                .statusCode(200)
                .body(not(containsString(privatePart)))
                .body("certificate", containsString("BEGIN CERTIFICATE"));
        for (String stored : Seed.query(String.class, "SELECT c::text FROM connection c WHERE account = ?", account)) {
            assertThat(stored, not(containsString(secret)));
            assertThat(stored, not(containsString(privatePart)));
        }
    }

    @Test
    void sealsASecretForItsOwnConnection() {
        String one = AzureConnections.create(account, "one");
        String two = create(AzureConnections.body("two", "wrong")).extract().path("id");
        Seed.update(
                "UPDATE connection t SET sealed_secret = o.sealed_secret, wrapped_key = o.wrapped_key"
                        + " FROM connection o WHERE t.id = ?::uuid AND o.id = ?::uuid",
                two,
                one);

        test(two).body("connection_ok", is(false)).body("connection_error", containsString("does not open"));
    }

    @Test
    void tellsThatALoginWorks() {
        String id = AzureConnections.create(account, "az");

        test(id).body("connection_ok", is(true)).body("connection_error", nullValue());

        admin().get(PATH + "/" + id)
                .then()
                .body("last_connection_ok", is(true))
                .body("last_connection_error", nullValue())
                .body("last_connection_at", notNullValue());
    }

    @Test
    void tellsInAzuresWordsThatASecretIsWrong() {
        String id =
                create(AzureConnections.body("az", "wrong~secret")).extract().path("id");

        test(id).body("connection_ok", is(false))
                .body("connection_error", containsString("AADSTS7000215"))
                .body(not(containsString("wrong~secret")));

        admin().get(PATH + "/" + id)
                .then()
                .body("last_connection_ok", is(false))
                .body("last_connection_error", containsString("AADSTS7000215"))
                .body("last_connection_at", notNullValue());
    }

    @Test
    void tellsThatASecretHasExpiredAndThatANewOneWorks() {
        Map<String, Object> body = AzureConnections.body("az", LocalLogin.SECRET);
        String id = create(body).extract().path("id");
        test(id).body("connection_ok", is(true));
        AzureConnections.expire((String) body.get("client_id"));

        test(id).body("connection_error", containsString("AADSTS7000222"));

        patch(id, Map.of("client_id", UUID.randomUUID().toString(), "client_secret", LocalLogin.SECRET))
                .statusCode(200)
                .body("last_connection_ok", nullValue())
                .body("last_connection_error", nullValue());
        test(id).body("connection_ok", is(true));
    }

    @Test
    void tellsThatNobodyAnswersAtTheLogin() {
        String id = AzureConnections.create(account, "az");
        AzureConnections.fault(Map.of("count", 20, "status", 503, "operation", "token"));

        test(id).body("connection_ok", is(false)).body("connection_error", containsString("503"));
    }

    @Test
    void triesParametersOutAndStoresNothing() {
        Map<String, Object> good = AzureConnections.body("az", LocalLogin.SECRET);
        good.remove("name");
        admin().body(good).post(TEST_UNSAVED).then().statusCode(200).body("connection_ok", is(true));
        admin().body(AzureConnections.body("az", "wrong"))
                .post(TEST_UNSAVED)
                .then()
                .statusCode(200)
                .body("connection_ok", is(false))
                .body("connection_error", containsString("AADSTS7000215"));

        admin().get(PATH).then().body("total", is(0));
    }

    @Test
    void logsInByACertificate() throws Exception {
        Map<String, Object> body = AzureConnections.body("az", null);
        body.remove("client_secret");
        body.put("is_certificate_used", true);
        body.put("certificate", TestCertificate.pem());

        String id = create(body)
                .statusCode(201)
                .body("auth_type", equalTo("certificate"))
                .body("is_certificate_used", is(true))
                .body("certificate", startsWith("-----BEGIN CERTIFICATE-----"))
                .body("certificate_thumbprint", matchesPattern("[0-9A-F]{40}"))
                .extract()
                .path("id");

        test(id).body("connection_ok", is(true));
    }

    @Test
    void letsTheOperatorsAccountsUseTheIdentityOfThePlatform() {
        RequestSpecification operator =
                Callers.admin(TestEnvironment.PLATFORM_ACCOUNT).contentType(ContentType.JSON);
        String id = operator.body(Map.of("name", "wi-" + UUID.randomUUID(), "auth_type", "workload_identity"))
                .post(PATH)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Callers.admin(TestEnvironment.PLATFORM_ACCOUNT)
                .post(PATH + "/" + id + "/test")
                .then()
                .statusCode(200)
                .body("connection_ok", is(false))
                .body("connection_error", containsString("AZURE_FEDERATED_TOKEN_FILE"));

        for (String type : List.of("workload_identity", "managed_identity")) {
            create(Map.of("name", "wi", "auth_type", type))
                    .statusCode(400)
                    .body("message", containsString("keysweep.connection.platform-identity-accounts"));
        }
    }

    @Test
    void changesWhatIsGivenAndKeepsTheRest() {
        String id = AzureConnections.create(account, "az");

        patch(id, Map.of("description", "new"))
                .statusCode(200)
                .body("description", equalTo("new"))
                .body("name", equalTo("az"))
                .body("tenant_id", equalTo(AzureConnections.TENANT));
        test(id).body("connection_ok", is(true));
        patch(id, Map.of("client_secret", "wrong")).statusCode(200);
        test(id).body("connection_ok", is(false));
    }

    @Test
    void aChangeHoldsForTheNextCallToAVault() {
        String id = AzureConnections.create(account, "az");
        AzureVault vault = AzureVault.number(1);
        String name = "key-" + UUID.randomUUID();
        vault.createKey(name);
        UUID vaultId = vault.register(account, "payments");
        Seed.update("UPDATE vault SET connection = 'az' WHERE id = ?", vaultId);
        String backups = "/api/v1/cckm/azure/keys/" + Seed.key(vaultId, name) + "/backups";
        admin().post(backups).then().statusCode(201);
        patch(id, Map.of("client_secret", "wrong")).statusCode(200);

        admin().post(backups)
                .then()
                .statusCode(502)
                .body("message", containsString("AADSTS7000215"))
                .body("message", not(containsString("wrong~")));

        admin().get(PATH + "/" + id)
                .then()
                .body("last_connection_ok", is(false))
                .body("last_connection_error", containsString("AADSTS7000215"));
        patch(id, Map.of("client_secret", LocalLogin.SECRET)).statusCode(200);
        admin().post(backups).then().statusCode(201);
    }

    @Test
    void keepsAConnectionThatAVaultIsReachedBy() {
        String id = AzureConnections.create(account, "az");
        UUID vault = Seed.vault(account, "payments");
        Seed.update("UPDATE vault SET connection = 'az' WHERE id = ?", vault);

        for (String path : List.of(PATH + "/" + id, ALL + "/" + id)) {
            admin().delete(path)
                    .then()
                    .statusCode(409)
                    .body("message", containsString("payments::" + Seed.SUBSCRIPTION));
        }
        admin().post(ALL + "/" + id + "/delete").then().statusCode(409);

        Seed.update("UPDATE vault SET connection = NULL WHERE id = ?", vault);
        admin().delete(PATH + "/" + id).then().statusCode(204);
        admin().get(PATH + "/" + id).then().statusCode(404);
        admin().delete(PATH + "/" + id).then().statusCode(404);
    }

    @Test
    void isNotDeletedWhileAVaultIsGivenIt() throws Exception {
        String id = AzureConnections.create(account, "az");
        UUID vault = Seed.vault(account, "payments");
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (Connection giving = Seed.begin("UPDATE vault SET connection = 'az' WHERE id = ?", vault)) {
            Future<Integer> deletion =
                    client.submit(() -> admin().delete(PATH + "/" + id).statusCode());
            Eventually.within(
                    Duration.ofSeconds(20),
                    "it waits for the vault",
                    () -> Seed.query(
                                            Long.class,
                                            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM"
                                                    + " pg_stat_activity WHERE query LIKE 'DELETE FROM connection%')")
                                    .get(0)
                            > 0);
            giving.commit();
            assertThat(deletion.get(), is(409));
        } finally {
            client.shutdownNow();
        }
    }

    @Test
    void keepsItsCloudWhileVaultsAreReachedByIt() {
        String id = AzureConnections.create(account, "az");
        UUID vault = Seed.vault(account, "payments");
        Seed.update("UPDATE vault SET connection = 'az' WHERE id = ?", vault);

        patch(id, Map.of("cloud_name", "AzureChinaCloud"))
                .statusCode(409)
                .body("message", containsString("payments::" + Seed.SUBSCRIPTION));
        patch(id, Map.of("cloud_name", "AzureCloud")).statusCode(200);
        Seed.update("UPDATE vault SET connection = NULL WHERE id = ?", vault);
        patch(id, Map.of("cloud_name", "AzureChinaCloud")).statusCode(200);
    }

    @Test
    void deletesByEachOfItsPaths() {
        String one = AzureConnections.create(account, "one");
        String two = AzureConnections.create(account, "two");

        admin().delete(ALL + "/" + one).then().statusCode(204);
        admin().post(ALL + "/" + two + "/delete").then().statusCode(204);

        admin().get(ALL).then().statusCode(200).body("total", is(0));
    }

    @Test
    void listsInTheOrderAskedForWithOrWithoutASlash() {
        for (String name : List.of("b", "a", "c")) {
            AzureConnections.create(account, name);
        }

        admin().get(PATH + "/?sort=name&skip=0&limit=-1")
                .then()
                .statusCode(200)
                .body("total", is(3))
                .body("resources.name", contains("a", "b", "c"));
        admin().get(PATH + "?sort=-name&limit=1").then().body("resources.name", contains("c"));
        admin().get(PATH + "?name=a&name=b").then().body("resources.name", containsInAnyOrder("a", "b"));
        admin().get(ALL + "?cloud_name=AzureChinaCloud").then().body("total", is(0));
        admin().get(PATH + "?sort=client_secret").then().statusCode(400);
    }

    @Test
    void takesEachNameOnceAnAccount() {
        AzureConnections.create(account, "az");
        AzureConnections.create(Seed.account(), "az");

        create(AzureConnections.body("az", "x")).statusCode(409).body("message", startsWith("name: "));
        patch(admin().get(PATH).then().extract().path("resources[0].id"), Map.of("name", "other"))
                .statusCode(400)
                .body("message", startsWith("name: cannot be changed"));
    }

    @ParameterizedTest
    @CsvSource({
        "name, ' ', name",
        "tenant_id, 'a/b', tenant_id",
        "tenant_id, '../common', tenant_id",
        "client_id, 'a b', client_id",
        "client_secret, '', client_secret",
        "cloud_name, AzureStack, cloud_name",
        "cloud_name, Mars, cloud_name",
        "auth_type, password, auth_type",
        "auth_type, certificate, client_secret",
        "certificate, 'no pem', certificate",
        "description, 'a\u0000b', description",
    })
    void refusesWhatCannotBe(String field, String value, String named) {
        Map<String, Object> body = AzureConnections.body("az", "x");
        if (field.equals("certificate")) {
            body.remove("client_secret");
        }
        body.put(field, value);

        create(body).statusCode(400).body("message", startsWith(named + ": "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "tenant_id", "client_id", "client_secret"})
    void wantsWhatItCannotDoWithout(String field) {
        Map<String, Object> body = AzureConnections.body("az", "x");
        body.remove(field);

        create(body).statusCode(400).body("message", startsWith(field + ": "));
    }

    @Test
    void refusesACertificateWithAnotherKey() throws Exception {
        String one = TestCertificate.pem();
        String two = TestCertificate.pem();
        Map<String, Object> body = new HashMap<>(AzureConnections.body("az", null));
        body.remove("client_secret");
        body.put(
                "certificate",
                one.substring(0, one.indexOf("-----BEGIN PRIVATE")) + two.substring(two.indexOf("-----BEGIN PRIVATE")));

        create(body).statusCode(400).body("message", containsString("not the certificate's"));
        body.put("certificate", one.substring(0, one.indexOf("-----BEGIN PRIVATE")));
        create(body).statusCode(400);
        body.remove("certificate");
        body.put("is_certificate_used", true);
        create(body).statusCode(400).body("message", startsWith("certificate: "));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /services/azure/connections",
        "POST, /services/azure/connections",
        "GET, /services/azure/connections/ID",
        "PATCH, /services/azure/connections/ID",
        "DELETE, /services/azure/connections/ID",
        "POST, /services/azure/connections/ID/test",
        "POST, /services/azure/connection-test",
        "GET, /connections",
        "DELETE, /connections/ID",
        "POST, /connections/ID/delete",
    })
    void isForAdministratorsOfTheAccountOnly(String method, String path) {
        String id = AzureConnections.create(account, "az");
        String url = "/api/v1/connectionmgmt" + path.replace("ID", id);
        Map<String, Object> body = Map.of("description", "taken over");

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
        if (path.contains("ID")) {
            Callers.admin(Seed.account())
                    .contentType(ContentType.JSON)
                    .body(body)
                    .request(method, url)
                    .then()
                    .statusCode(404);
        }
        admin().get(PATH + "/" + id).then().statusCode(200).body("description", equalTo(""));
    }

    @Test
    void letsCckmAdminsManage() {
        Callers.as(account, "local|ann", Caller.CCKM_ADMINS)
                .contentType(ContentType.JSON)
                .body(AzureConnections.body("az", "x"))
                .post(PATH)
                .then()
                .statusCode(201);
    }
}

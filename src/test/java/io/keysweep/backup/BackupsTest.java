package io.keysweep.backup;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Callers;
import io.keysweep.support.KeyOwner;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BackupsTest {

    private static final String ANN = "local|ann";
    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");

    private final String account = Seed.account();
    private UUID vault;
    private UUID key;

    @BeforeEach
    void seedKey() {
        vault = KeyOwner.vault(account, "payments", "orders", "invoices");
        key = Seed.key(vault, "orders");
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

    private String take() {
        return admin().post(backups(key)).then().statusCode(201).extract().path("id");
    }

    private long stored() {
        return Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE key_id = ?", key)
                .get(0);
    }

    @Test
    void takesABackupAndShowsItWithAllItsFields() {
        String id = admin().contentType(ContentType.JSON)
                .body(Map.of("name", "before rotation", "description", "asked for by Ann", "unheardOf", 1))
                .post(backups(key))
                .then()
                .statusCode(201)
                .body("name", equalTo("before rotation"))
                .body("description", equalTo("asked for by Ann"))
                .body("type", equalTo("manual"))
                .body("key_id", equalTo(key.toString()))
                .body("key_name", equalTo("orders"))
                .body("vault_id", equalTo(vault.toString()))
                .body("key_vault", equalTo("payments::" + Seed.SUBSCRIPTION))
                .body("vault_name", equalTo("payments"))
                .body("subscription_id", equalTo(Seed.SUBSCRIPTION))
                .body("subscription_name", equalTo("Pay-As-You-Go"))
                .body("region", equalTo("northcentralus"))
                .body("cloud_name", equalTo("AzureCloud"))
                .body("tenant", equalTo("72f988bf-86f1-41af-91ab-2d7cd011db47"))
                .body("gone", equalTo(false))
                .body("size", greaterThan(0))
                .body("version_count", greaterThan(0))
                .body("digest", matchesPattern("[0-9a-f]{64}"))
                .body("account", equalTo("kylo:" + account + ":admin:accounts:" + account))
                .extract()
                .path("id");

        Map<String, Object> created = admin().get(backups(key) + "/" + id)
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("backup", equalTo(id))
                .body("uri", equalTo("kylo:" + account + ":cckm:azure-key-backup:" + id))
                .extract()
                .path("");
        admin().get(backups(key)).then().body("total", equalTo(1)).body("resources[0]", equalTo(created));
        admin().get("/api/v1/cckm/azure/keys/" + key)
                .then()
                .body("backup", equalTo(id))
                .body("backup_at", equalTo(created.get("createdAt")));
    }

    @Test
    void neverShowsOrStoresTheBlobInTheClear() {
        String id = take();

        String shown = admin().get(backups(key) + "/" + id).asString();
        byte[] sealed = Seed.query(byte[].class, "SELECT blob FROM key_backup WHERE id = ?::uuid", id)
                .get(0);
        int size = Seed.query(Integer.class, "SELECT blob_size FROM key_backup WHERE id = ?::uuid", id)
                .get(0);
        String digest = Seed.query(
                        String.class,
                        "SELECT encode(sha256(substring(blob FROM 13 FOR blob_size)), 'hex') FROM key_backup"
                                + " WHERE id = ?::uuid",
                        id)
                .get(0);

        assertEquals(size + 28, sealed.length, "a nonce of 12 bytes and a tag of 16 around the blob");
        assertTrue(!shown.contains(digest) && !shown.contains("blob"), shown);
    }

    @Test
    void encryptsWithOneDataKeyAVaultAndMonth() {
        take();
        take();
        UUID otherKey = Seed.key(vault, "invoices");
        admin().post(backups(otherKey)).then().statusCode(201);
        UUID elsewhere = Seed.key(KeyOwner.vault(account, "other"), "orders");
        admin().post(backups(elsewhere)).then().statusCode(201);

        assertEquals(
                List.of(1L, 1L),
                Seed.query(
                        Long.class,
                        "SELECT count(DISTINCT data_key_id) FROM key_backup WHERE account = ? GROUP BY vault_id",
                        account));
        assertEquals(
                List.of(2L),
                Seed.query(
                        Long.class,
                        "SELECT count(*) FROM data_key WHERE account = ?"
                                + " AND month = date_trunc('month', now() AT TIME ZONE 'UTC')::date",
                        account));
    }

    @Test
    void makesOneDataKeyHoweverManyBackupsAreTheFirst() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            List<Future<Integer>> answers = callers.invokeAll(
                    Collections.nCopies(16, () -> admin().post(backups(key)).statusCode()));
            for (Future<Integer> answer : answers) {
                assertEquals(201, answer.get());
            }
        } finally {
            callers.shutdownNow();
        }

        assertEquals(16, stored());
        assertEquals(
                List.of(1L),
                Seed.query(Long.class, "SELECT count(DISTINCT data_key_id) FROM key_backup WHERE key_id = ?", key));
    }

    @Test
    void needsNoBodyAndNoContentType() {
        admin().post(backups(key))
                .then()
                .statusCode(201)
                .body("name", equalTo(""))
                .body("description", equalTo(""));
        admin().contentType(ContentType.JSON).post(backups(key)).then().statusCode(201);
        admin().contentType(ContentType.JSON).body("").post(backups(key)).then().statusCode(201);
        admin().contentType(ContentType.JSON)
                .body("null")
                .post(backups(key))
                .then()
                .statusCode(201);
        admin().contentType(ContentType.JSON)
                .body("{\"name\":null}")
                .post(backups(key))
                .then()
                .statusCode(201)
                .body("name", equalTo(""));
    }

    @Test
    void takesTextsUpToTheirLimits() {
        String name = "\uD83D\uDD11".repeat(255);
        admin().contentType(ContentType.JSON)
                .body(Map.of("name", name, "description", "d".repeat(4_000)))
                .post(backups(key))
                .then()
                .statusCode(201)
                .body("name", equalTo(name));
    }

    @ParameterizedTest
    @CsvSource({"name, 256", "description, 4001"})
    void refusesTextsBeyondTheirLimits(String field, int length) {
        admin().contentType(ContentType.JSON)
                .body(Map.of(field, "x".repeat(length)))
                .post(backups(key))
                .then()
                .statusCode(400)
                .body("message", startsWith(field + ": "));
        assertEquals(0, stored());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"a\\u0000b\"}", "{\"name\":", "[]", "{\"name\":{}}", "7"})
    void refusesBodiesThatItCannotTake(String body) {
        admin().contentType(ContentType.JSON)
                .body(body)
                .post(backups(key))
                .then()
                .statusCode(400);
        assertEquals(0, stored());
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

    @Test
    void tellsThatAzureHasNoSuchKeyAndStoresNothing() {
        key = Seed.key(vault, "absent");

        admin().post(backups(key))
                .then()
                .statusCode(404)
                .body("message", containsString("key absent in vault payments::"))
                .body("message", not(containsString("Exception")));
        assertEquals(0, stored());
    }

    @ParameterizedTest
    @CsvSource({
        "429, 429, NCERRTooManyRequests",
        "503, 503, NCERRServiceUnavailable",
        "403, 502, NCERRBadGateway",
    })
    void tellsWhatAzureAnsweredAndStoresNothing(int azure, int status, String label) {
        KeyOwner.fail(Map.of("count", 100, "status", azure, "operation", "backup"));
        try {
            admin().post(backups(key)).then().statusCode(status).body("codeDesc", startsWith(label));
        } finally {
            KeyOwner.recover();
        }

        assertEquals(0, stored());
        take();
    }

    @Test
    void outlastsAFaultThatPasses() {
        KeyOwner.fail(Map.of("count", 2, "status", 503, "operation", "backup"));
        try {
            take();
        } finally {
            KeyOwner.recover();
        }

        assertEquals(1, stored());
    }
}

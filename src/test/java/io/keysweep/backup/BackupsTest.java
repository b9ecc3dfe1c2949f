package io.keysweep.backup;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
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
    private static final Instant FIRST_TEN_DAYS = JANUARY.plus(Duration.ofDays(10));

    private final String account = Seed.account();
    private UUID vault;
    private UUID key;

    @BeforeEach
    void seedKey() {
        vault = Seed.vault(account, "payments");
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
        UUID elsewhere = Seed.key(Seed.vault(account, "other"), "orders");
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
    void listsTheNewestFirstAndPages() {
        List<UUID> ids = Seed.backups(key, 25, JANUARY, FIRST_TEN_DAYS, 100);

        admin().get(backups(key))
                .then()
                .body("total", equalTo(25))
                .body("resources.size()", equalTo(10))
                .body("resources[0].id", equalTo(ids.get(24).toString()));
        admin().queryParam("skip", 20)
                .queryParam("limit", 10)
                .queryParam("sort", "createdAt")
                .get(backups(key))
                .then()
                .body(
                        "resources.id",
                        equalTo(ids.subList(20, 25).stream().map(UUID::toString).toList()));
        admin().queryParam("limit", -1).get(backups(key)).then().body("resources.size()", equalTo(25));
    }

    @ParameterizedTest
    @ValueSource(strings = {"createdAt", "name", "type,size"})
    void pagesThroughEqualsInOneOrder(String sort) {
        List<UUID> ids = Seed.backups(key, 30, JANUARY, JANUARY, 100);

        List<String> paged = IntStream.range(0, 10)
                .mapToObj(page -> admin().queryParam("skip", page * 3)
                        .queryParam("limit", 3)
                        .queryParam("sort", sort)
                        .get(backups(key))
                        .path("resources.id"))
                .flatMap(page -> ((List<?>) page).stream().map(String::valueOf))
                .toList();

        assertEquals(ids.stream().map(UUID::toString).toList(), paged);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name      | name = 'nightly'    | nightly | 1",
                "type      | type = 'scheduled'  | scheduled | 1",
                "type      | type = 'sync'       | manual  | 2",
                "type      | type = 'sync'       | weekly  | 0"
            })
    void narrowsTheListByEachFilterOnBackups(String filter, String change, String value, int expected) {
        UUID changed = Seed.backups(key, 3, JANUARY, FIRST_TEN_DAYS, 100).get(1);
        Seed.update("UPDATE key_backup SET " + change + " WHERE id = ?", changed);

        admin().queryParam(filter, value)
                .get(backups(key))
                .then()
                .statusCode(200)
                .body("total", equalTo(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "vault_name, payments, other",
        "subscription_id, " + Seed.SUBSCRIPTION + ", other",
        "subscription_name, Pay-As-You-Go, other",
        "region, northcentralus, westus",
        "tenant, 72f988bf-86f1-41af-91ab-2d7cd011db47, other",
        "cloud_name, AzureCloud, AzureChinaCloud",
        "gone, false, true"
    })
    void narrowsTheListByWhatAllBackupsOfAKeyShare(String filter, String same, String other) {
        Seed.backups(key, 2, JANUARY, FIRST_TEN_DAYS, 100);

        admin().queryParam(filter, same).get(backups(key)).then().body("total", equalTo(2));
        admin().queryParam(filter, other).get(backups(key)).then().body("total", equalTo(0));
        admin().queryParam(filter, same, other).get(backups(key)).then().body("total", equalTo(2));
    }

    @Test
    void narrowsTheListById() {
        List<UUID> ids = Seed.backups(key, 3, JANUARY, FIRST_TEN_DAYS, 100);

        admin().queryParam("backup_id", ids.get(0), ids.get(2))
                .get(backups(key))
                .then()
                .body("total", equalTo(2));
        admin().queryParam("backup", ids.get(1))
                .get(backups(key))
                .then()
                .body("resources.id", contains(ids.get(1).toString()));
    }

    @ParameterizedTest
    @CsvSource({
        // Ten backups, one a day at midnight UTC, from the first to the tenth.
        "created_after, 2024-01-03, 7",
        "created_before, 2024-01-03, 2",
        "created_after, 2024-01-02T23:59:59.999999Z, 8",
        "created_after, 2024-01-02T23:59:59.9999999Z, 8",
        "created_before, 2024-01-03T00:00:00.000001Z, 3",
        "created_before, 2024-01-03T00:00:00.0000001Z, 3",
        "created_before, 2024-01-03T02:00:00+02:00, 2",
        "created_after, 0000-01-01T00:00:00Z, 10",
        "created_before, 9999-12-31T23:59:59.9999999-17:59, 10"
    })
    void narrowsTheListByTimesThatAreNotPartOfTheRange(String filter, String time, int expected) {
        Seed.backups(key, 10, JANUARY, FIRST_TEN_DAYS, 100);

        admin().queryParam(filter, time)
                .get(backups(key))
                .then()
                .statusCode(200)
                .body("total", equalTo(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "created_after, yesterday",
        "created_before, 2024-01-01T00:00:00",
        "created_after, +300000-01-01T00:00:00Z",
        "gone, no",
        "sort, digest",
        "sort, b.blob",
        "limit, 1001"
    })
    void refusesWhatItCannotListBy(String parameter, String value) {
        admin().queryParam(parameter, value)
                .get(backups(key))
                .then()
                .statusCode(400)
                .body("message", startsWith(parameter + ": "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"' or '1'='1", "%", "*", ":p0", "?1"})
    void takesFiltersAsPlainValues(String value) {
        Seed.backups(key, 1, JANUARY, JANUARY, 100);

        for (String filter : new String[] {"backup_id", "backup", "name", "type", "vault_name", "region"}) {
            admin().queryParam(filter, value)
                    .get(backups(key))
                    .then()
                    .statusCode(200)
                    .body("total", equalTo(0));
        }
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

    @Test
    void listsTheLastOfManyBackups() {
        Seed.backups(key, 100_000, JANUARY, FIRST_TEN_DAYS, 200);

        admin().queryParam("skip", 99_990)
                .get(backups(key))
                .then()
                .body("total", equalTo(100_000))
                .body("resources.size()", equalTo(10));
    }
}

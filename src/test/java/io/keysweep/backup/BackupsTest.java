package io.keysweep.backup;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Base64;
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

    private static final int NONCE_AND_TAG = 12 + 16;

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
                .body(Map.of("name", "before rotation", "description", "asked for by Ann"))
                .post(backups(key))
                .then()
                .statusCode(201)
                .body("name", equalTo("before rotation"))
                .body("description", equalTo("asked for by Ann"))
                .body("type", equalTo("manual"))
                .body("key_id", equalTo(key.toString()))
                .body("key_name", equalTo(name))
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
                .body("version_count", equalTo(1))
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
        // Each blob of the local Key Vault begins with its name and holds the name of the key.
        List<Boolean> clear = Seed.query(
                Boolean.class,
                "SELECT strpos(encode(blob, 'escape'), 'LocalKeyVault') > 0 OR strpos(b::text, 'LocalKeyVault') > 0"
                        + " FROM key_backup b WHERE id = ?::uuid",
                id);

        assertEquals(size + NONCE_AND_TAG, sealed.length);
        assertTrue(size >= 2_500, "as large as the local Key Vault makes them, not " + size);
        assertEquals(List.of(false), clear);
        assertTrue(
                !shown.contains("blob") && !shown.contains(Base64.getEncoder().encodeToString(sealed)), shown);
    }

    @Test
    void countsTheVersionsThatTheKeyHasAtTheTime() {
        String before = take();
        AzureVault.number(1).createKey(name);
        AzureVault.number(1).createKey(name);
        String after = take();

        admin().get(backups(key) + "/" + before).then().body("version_count", equalTo(1));
        admin().get(backups(key) + "/" + after).then().body("version_count", equalTo(3));
    }

    @Test
    void encryptsWithOneDataKeyAVaultAndMonth() {
        take();
        take();
        AzureVault.number(1).createKey("invoices");
        UUID otherKey = Seed.key(vault, "invoices");
        admin().post(backups(otherKey)).then().statusCode(201);
        AzureVault.number(2).createKey(name);
        UUID elsewhere = Seed.key(AzureVault.number(2).register(account, "other"), name);
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
        String longest = "\uD83D\uDD11".repeat(255);
        admin().contentType(ContentType.JSON)
                .body(Map.of("name", longest, "description", "d".repeat(4_000)))
                .post(backups(key))
                .then()
                .statusCode(201)
                .body("name", equalTo(longest));
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
}

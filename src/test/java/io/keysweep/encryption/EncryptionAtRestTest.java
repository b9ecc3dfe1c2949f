package io.keysweep.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.dev.keyvault.LocalLogin;
import io.keysweep.support.AzureConnections;
import io.keysweep.support.AzureVault;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.KeyVaultEnvironment;
import io.keysweep.support.RotationJobs;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys at rest with a wrapping key in Azure Key Vault, by HTTP and by what is in the tables. */
@QuarkusTest
@WithTestResource(KeyVaultEnvironment.class)
class EncryptionAtRestTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SECRET = LocalLogin.SECRET;

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private final RotationJobs rotations = new RotationJobs(this::admin);
    private UUID vault;
    private UUID key;

    @BeforeEach
    void seedKey() {
        AzureVault.number(1).createKey(name);
        vault = register(AzureVault.number(1), "payments");
        key = Seed.key(vault, name);
    }

    private UUID register(AzureVault azure, String called) {
        UUID id = azure.register(account, called);
        Seed.update("DELETE FROM data_key WHERE vault_id = ?", id);
        Seed.update("DELETE FROM destroyed_data_key WHERE vault_id = ?", id);
        return id;
    }

    @AfterEach
    void azureIsBack() {
        KeyVaultEnvironment.vault().mends();
        AzureVault.noFaults();
    }

    private RequestSpecification admin() {
        return Callers.admin(account);
    }

    private ValidatableResponse take(UUID ofKey) {
        return admin().noContentType()
                .post("/api/v1/cckm/azure/keys/" + ofKey + "/backups")
                .then();
    }

    private List<String> take(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> take(key).statusCode(201).extract().<String>path("id"))
                .toList();
    }

    private void restoreElsewhere(String backup) {
        String target = "elsewhere-" + UUID.randomUUID();
        UUID other = register(AzureVault.number(2), target);
        String restored = admin().contentType(ContentType.JSON)
                .body(Map.of("key_vault", other.toString(), "azure_cloud_key_backup_id", backup))
                .post("/api/v1/cckm/azure/keys/" + key + "/restore")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        assertThat(restored, not(equalTo(key.toString())));
        AzureVault.number(2).deleteKey(name);
        AzureVault.number(2).purgeKey(name);
    }

    private List<String> wrappers(String table) {
        return Seed.query(String.class, "SELECT wrapping_key FROM " + table + " WHERE account = ?", account);
    }

    private Set<UUID> dataKeys() {
        return new HashSet<>(Seed.query(UUID.class, "SELECT data_key_id FROM key_backup WHERE account = ?", account));
    }

    @Test
    void wrapsByTheNewestVersionInKeyVaultAndAsksItOnceForManyBackups() {
        int before = KeyVaultEnvironment.vault().calls("unwrapkey");
        List<String> backups = take(3);

        assertThat(wrappers("data_key"), everyItem(startsWith(KeyVaultEnvironment.keyId() + "/")));
        assertThat(
                "calls grow with seconds, not with backups",
                KeyVaultEnvironment.vault().calls("unwrapkey") - before,
                not(greaterThan(2)));
        restoreElsewhere(backups.get(0));
    }

    @Test
    void anHourWithoutAzureStopsNeitherListingNorDeleting() {
        List<String> backups = take(4);
        AzureVault.fault(Map.of("count", 1_000_000, "status", 503));
        KeyVaultEnvironment.goesAway();
        String path = "/api/v1/cckm/azure/keys/" + key + "/backups";

        admin().get(path).then().statusCode(200).body("total", is(4));
        admin().delete(path + "/" + backups.get(0)).then().statusCode(204);
        JsonPath job = new BulkJobs(this::admin).run("backups", backups.subList(1, 3));
        assertThat(job.getString("overall_status"), equalTo("completed"));
        admin().get(path).then().statusCode(200).body("total", is(1));
        rotations.get(rotations.startWrappingKey());
        take(key).statusCode(503);
    }

    @Test
    void aKeyInMemoryGoesOnWhileTheWrappingKeyIsAwayAndANewOneIsRefusedClearly() {
        List<String> backups = take(1);
        KeyVaultEnvironment.goesAway();
        int asked = KeyVaultEnvironment.vault().calls("unwrapkey");

        Eventually.within(SOON, "the wrapping key was asked in vain", () -> {
            take(key).statusCode(201);
            return KeyVaultEnvironment.vault().calls("unwrapkey") > asked;
        });
        restoreElsewhere(backups.get(0));
        UUID fresh = register(AzureVault.number(1), "fresh");
        AzureVault.number(1).createKey(name + "-2");
        take(Seed.key(fresh, name + "-2"))
                .statusCode(503)
                .body("message", containsString("wrapping key " + KeyVaultEnvironment.keyId()));
    }

    @ParameterizedTest
    @CsvSource({"429, 503", "503, 503", "403, 502", "404, 502"})
    void whatTheWrappingKeysVaultAnswersIsToldAsWhatItIs(int status, int told) {
        KeyVaultEnvironment.vault().meets(Map.of("count", 5, "status", status, "operation", "wrapkey"));

        take(key).statusCode(told).body("message", containsString("wrapping key"));

        KeyVaultEnvironment.vault().mends();
        take(key).statusCode(201);
    }

    @Test
    void aVersionThatIsDisabledOpensNothingAnyMoreAndIsNamed() {
        String version = KeyVaultEnvironment.newVersion();
        List<String> backups = take(1);
        assertThat(wrappers("data_key"), equalTo(List.of(version)));
        KeyVaultEnvironment.enable(version, false);
        try {
            Eventually.within(
                    SOON,
                    "the key in memory is asked for again",
                    () -> take(key).extract().statusCode() == 502);
            take(key).statusCode(502).body("message", containsString("disabled key"));
        } finally {
            KeyVaultEnvironment.enable(version, true);
        }
        restoreElsewhere(backups.get(0));
    }

    @Test
    void aRotationOfTheWrappingKeyTakesEverythingOffTheOldVersion() {
        String old = KeyVaultEnvironment.newVersion();
        List<String> backups = take(2);
        AzureConnections.create(account, "azure");
        String fresh = KeyVaultEnvironment.newVersion();
        assertThat(wrappers("connection"), equalTo(List.of(old)));

        JsonPath job = rotations.awaitEnd(rotations.startWrappingKey());

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.rotated"), is(2));
        assertThat(job.getMap("errors").size(), is(0));
        assertThat(wrappers("data_key"), equalTo(List.of(fresh)));
        assertThat(wrappers("connection"), equalTo(List.of(fresh)));
        KeyVaultEnvironment.enable(old, false);
        try {
            restoreElsewhere(backups.get(0));
            String connection = admin().get(AzureConnections.PATH).path("resources[0].id");
            admin().noContentType()
                    .post(AzureConnections.PATH + "/" + connection + "/test")
                    .then()
                    .statusCode(200)
                    .body("connection_ok", is(true));
        } finally {
            KeyVaultEnvironment.enable(old, true);
        }
    }

    @Test
    void theRootDomainRotatesForAllAccountsAndTheKeysThatSign() {
        take(1);
        String fresh = KeyVaultEnvironment.newVersion();
        RotationJobs root = new RotationJobs(() -> Callers.admin("kylo"));

        JsonPath job = root.awaitEnd(root.startWrappingKey());

        assertThat(job.getBoolean("all_accounts"), is(true));
        assertThat(wrappers("data_key"), equalTo(List.of(fresh)));
        assertThat(Seed.query(String.class, "SELECT wrapping_key FROM signing_key"), everyItem(equalTo(fresh)));
    }

    @Test
    void aRotationOfDataKeysEncryptsEveryBackupAnewAndTheOldKeyIsDestroyed() {
        List<String> backups = take(8);
        Set<UUID> old = dataKeys();

        JsonPath job = rotations.awaitEnd(rotations.startDataKeys(vault));

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.rotated"), is(8));
        assertThat(job.getInt("counts.failed"), is(0));
        assertThat(dataKeys(), hasSize(1));
        assertThat(dataKeys(), not(equalTo(old)));
        restoreElsewhere(backups.get(7));
        assertThat(
                "one retired, one in force",
                Seed.query(String.class, "SELECT id::text FROM data_key WHERE vault_id = ?", vault),
                hasSize(2));
    }

    @Test
    void aBlobThatDoesNotOpenIsNamedStaysAndHoldsNobodyUp() {
        List<String> backups = take(7);
        String damaged = backups.get(3);
        Seed.update(
                "UPDATE key_backup SET blob = set_byte(blob, 20, 255 - get_byte(blob, 20)) WHERE id = ?::uuid",
                damaged);

        JsonPath job = rotations.awaitEnd(rotations.startDataKeys(vault));

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.rotated"), is(6));
        assertThat(job.getInt("counts.failed"), is(1));
        assertThat(job.getMap("errors").keySet(), equalTo(Set.of(damaged)));
        assertThat(dataKeys(), hasSize(2));
        restoreElsewhere(backups.get(6));
    }

    @Test
    void aRotationAndADeletionOfTheSameBackupsDoNotHarmEachOther() {
        List<String> backups = new ArrayList<>(take(12));
        String rotation = rotations.startDataKeys(vault);

        JsonPath deletion = new BulkJobs(this::admin).run("backups", backups.subList(0, 9));

        assertThat(deletion.getString("overall_status"), equalTo("completed"));
        assertThat(deletion.getInt("counts.succeeded"), is(9));
        assertThat(rotations.awaitEnd(rotation).getInt("counts.failed"), is(0));
        assertThat(
                Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE vault_id = ?", vault),
                equalTo(List.of(3L)));
        assertThat(
                "none is left under a retired key",
                Seed.query(
                        Long.class,
                        "SELECT count(*) FROM key_backup b JOIN data_key d ON d.id = b.data_key_id"
                                + " WHERE b.vault_id = ? AND d.retired_at IS NOT NULL",
                        vault),
                equalTo(List.of(0L)));
        restoreElsewhere(backups.get(11));
    }

    @Test
    void aRotationWaitsForAzureAndCanBeCancelledMeanwhile() {
        take(2);
        KeyVaultEnvironment.newVersion();
        KeyVaultEnvironment.goesAway();
        String id = rotations.startWrappingKey();

        assertThat(rotations.get(id).getString("overall_status"), equalTo("in_progress"));
        rotations.cancel(id).then().statusCode(200).body("abort", is(true));

        assertThat(rotations.awaitEnd(id).getString("overall_status"), equalTo("completed"));
        KeyVaultEnvironment.vault().mends();
        take(key).statusCode(201);
    }

    @Test
    void aDumpOfEveryTableHoldsNothingInTheClear() {
        take(2);
        AzureConnections.create(account, "azure");
        List<String> tables = Seed.query(
                String.class, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
        String secretInHex = HexFormat.of().formatHex(SECRET.getBytes(UTF_8));

        assertThat(
                tables.containsAll(List.of("key_backup", "data_key", "connection", "signing_key", "local_user")),
                is(true));
        assertThat(Seed.query(String.class, "SELECT t::text FROM connection t").toString(), containsString(account));
        for (String table : tables) {
            Seed.query(String.class, "SELECT t::text FROM " + table + " t").forEach(row -> {
                assertThat(table, row, not(containsString(SECRET)));
                assertThat(table, row, not(containsString(secretInHex)));
                assertThat(table, row, not(containsString(TestEnvironment.ADMIN_PASSWORD)));
            });
        }
    }

    @Test
    void onlyAdministratorsRotateAndOnlyTheirOwn() {
        String id = rotations.awaitEnd(rotations.startDataKeys(vault)).getString("id");
        String body = "{\"level\":\"data-keys\",\"vault_id\":\"" + vault + "\"}";
        RotationJobs others = new RotationJobs(() -> Callers.admin(Seed.account()));

        RestAssured.given()
                .contentType(ContentType.JSON)
                .body(body)
                .post(RotationJobs.PATH)
                .then()
                .statusCode(401);
        for (String path :
                List.of(RotationJobs.PATH, RotationJobs.PATH + "/" + id, "/api/v1/encryption/destroyed-data-keys")) {
            RestAssured.get(path).then().statusCode(401);
            Callers.user(account, "bob").get(path).then().statusCode(403);
        }
        new RotationJobs(() -> Callers.user(account, "bob")).post(body).then().statusCode(403);
        new RotationJobs(() -> Callers.user(account, "bob")).cancel(id).then().statusCode(403);
        others.post(body).then().statusCode(404);
        others.cancel(id).then().statusCode(404);
        Callers.admin(Seed.account()).get(RotationJobs.PATH + "/" + id).then().statusCode(404);
        Callers.admin(Seed.account())
                .get(RotationJobs.PATH)
                .then()
                .statusCode(200)
                .body("total", is(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|level: must be",
                "{\"level\":\"all\"}|level: must be",
                "{\"level\":\"data-keys\",\"vault_id\":\"x\"}|vault_id: must be a UUID",
                "{\"level\":\"wrapping-key\",\"vault_id\":\"f60070f8-6f2d-4f0c-9c51-3c1d6f1f7f10\"}|vault_id: a vault has no"
            })
    void whatIsNotUnderstoodIsRefused(String body, String message) {
        rotations.post(body).then().statusCode(400).body("message", startsWith(message));
    }
}

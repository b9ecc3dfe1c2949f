package io.keysweep.key;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Keys;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of a key: made, changed, deleted, recovered, purged. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class KeyLifeTest {

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private final AzureVault azure = AzureVault.number(1);
    private final Keys keys = new Keys(account);
    private UUID vault;

    @BeforeEach
    void registerVault() {
        vault = azure.register(account, "payments");
    }

    @Test
    void makesAKeyAsAskedAndTakesItsFirstBackup() {
        ValidatableResponse made = keys.create(Map.of(
                        "key_name",
                        name,
                        "key_vault",
                        "payments::" + Seed.SUBSCRIPTION,
                        "azure_param",
                        Map.of(
                                "kty",
                                "RSA-HSM",
                                "key_size",
                                3072,
                                "key_ops",
                                new String[] {"sign", "verify"},
                                "tags",
                                Map.of("env", "prod"),
                                "attributes",
                                Map.of("enabled", true, "nbf", 1_700_000_000, "exp", 1_900_000_000))))
                .statusCode(201)
                .body("key_name", equalTo(name))
                .body("key_vault_id", equalTo(vault.toString()))
                .body("status", equalTo("AVAILABLE"))
                .body("key_size", equalTo(3072))
                .body("version_count", equalTo(1))
                .body("created_by", equalTo("local|admin"))
                .body("backup", notNullValue())
                .body("backup_at", notNullValue())
                .body("azure_param.key.kty", equalTo("RSA-HSM"))
                .body("azure_param.key.key_ops", contains("sign", "verify"))
                .body("azure_param.attributes.nbf", equalTo(1_700_000_000))
                .body("azure_param.attributes.exp", equalTo(1_900_000_000))
                .body("azure_param.attributes.recoveryLevel", containsString("Purgeable"))
                .body("azure_param.tags.env", equalTo("prod"));
        UUID key = UUID.fromString(made.extract().path("id"));

        azure.key(name)
                .statusCode(200)
                .body("key.kid", equalTo(made.extract().path("azure_param.key.kid")))
                .body("key.n", equalTo(made.extract().path("azure_param.key.n")));
        Callers.admin(account)
                .get(Keys.path(key) + "/backups")
                .then()
                .body("resources", hasSize(1))
                .body("resources[0].type", equalTo("automatic"))
                .body("resources[0].last_of_gone_key", equalTo(false))
                .body("resources[0].hold", nullValue());
    }

    @Test
    void goesThroughTheWholeLifeOfAKey() {
        UUID key = keys.create(vault, name);

        keys.call(key, "soft-delete")
                .statusCode(200)
                .body("status", equalTo("SOFT-DELETED"))
                .body("key_soft_deleted_in_azure", equalTo(true))
                .body("deleted", equalTo(false))
                .body("gone", equalTo(false));
        azure.deletedKey(name).statusCode(200);
        assertEquals(2, Keys.backups(key));

        keys.call(key, "recover")
                .statusCode(200)
                .body("status", equalTo("AVAILABLE"))
                .body("key_soft_deleted_in_azure", equalTo(false));
        azure.key(name).statusCode(200);

        keys.call(key, "soft-delete").statusCode(200);
        keys.call(key, "hard-delete")
                .statusCode(200)
                .body("status", equalTo("DELETED"))
                .body("deleted", equalTo(true))
                .body("gone", equalTo(true))
                .body("key_soft_deleted_in_azure", equalTo(false))
                .body("backup", notNullValue());
        azure.deletedKey(name).statusCode(404);
        assertEquals(
                1L,
                Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE key_id = ? AND last_of_gone_key", key)
                        .get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "AVAILABLE, hard-delete",
        "AVAILABLE, recover",
        "SOFT-DELETED, soft-delete",
        "DELETED, soft-delete",
        "DELETED, hard-delete",
        "DELETED, recover"
    })
    void refusesWhatTheStateOfTheKeyForbids(String status, String action) {
        UUID key = Seed.key(vault, name);
        Seed.update("UPDATE azure_key SET status = ? WHERE id = ?", status, key);

        keys.call(key, action).statusCode(409).body("message", startsWith("key: is " + status));
        keys.get(key).body("status", equalTo(status));
    }

    @Test
    void purgesNoKeyThatItsVaultProtects() {
        UUID key = Seed.key(vault, name);
        Seed.update(
                "UPDATE azure_key SET status = 'SOFT-DELETED', attributes = '{\"recoveryLevel\":\"Recoverable\"}'"
                        + " WHERE id = ?",
                key);

        keys.call(key, "hard-delete").statusCode(422).body("message", containsString("recovery level"));
    }

    @Test
    void changesAttributesTagsAndOperationsInAzure() {
        UUID key = keys.create(vault, name);

        change(key, Map.of("attributes", Map.of("enabled", false)))
                .statusCode(200)
                .body("azure_param.attributes.enabled", equalTo(false));
        change(key, Map.of("tags", Map.of("env", "old"), "key_ops", new String[] {"verify"}))
                .statusCode(200)
                .body("azure_param.attributes.enabled", equalTo(false))
                .body("azure_param.tags.env", equalTo("old"))
                .body("azure_param.key.key_ops", contains("verify"));
        azure.key(name)
                .body("attributes.enabled", equalTo(false))
                .body("tags.env", equalTo("old"))
                .body("key.key_ops", contains("verify"));
    }

    @Test
    void changesTheLatestVersionThoughItIsNotOnRecordYet() {
        UUID key = keys.create(vault, name);
        azure.createKey(name);

        change(key, Map.of("attributes", Map.of("enabled", false)))
                .statusCode(200)
                .body("version_count", equalTo(2))
                .body("azure_param.attributes.enabled", equalTo(false));
        azure.key(name).body("attributes.enabled", equalTo(false));
    }

    private ValidatableResponse change(UUID key, Map<String, ?> body) {
        return Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(body)
                .patch(Keys.path(key))
                .then();
    }

    @Test
    void refusesChangesThatSayNothingOrNonsense() {
        UUID key = Seed.key(vault, name);

        change(key, Map.of()).statusCode(400);
        change(key, Map.of("tags", Map.of("a", "b:c"))).statusCode(400).body("message", startsWith("tags: "));
        change(key, Map.of("key_ops", new String[] {"fly"})).statusCode(400).body("message", startsWith("key_ops: "));
        change(key, Map.of("attributes", Map.of("nbf", 2, "exp", 1)))
                .statusCode(400)
                .body("message", startsWith("attributes.nbf: "));
        Seed.update("UPDATE azure_key SET status = 'SOFT-DELETED' WHERE id = ?", key);
        change(key, Map.of("tags", Map.of())).statusCode(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key_name    | a_b",
                "key_name    | ",
                "key_vault   | ",
                "exportable  | true",
                "azure_param | ",
                "azure_param | {\"kty\":\"oct\"}",
                "azure_param | {\"kty\":\"EC\",\"key_size\":2048}",
                "azure_param | {\"kty\":\"RSA\",\"crv\":\"P-256\"}",
                "azure_param | {\"kty\":\"RSA\",\"key_size\":1024}",
                "azure_param | {\"kty\":\"EC\",\"crv\":\"P-255\"}",
                "azure_param | {\"kty\":\"EC\",\"tags\":{\"a\":\"50%\"}}",
                "azure_param | {\"kty\":\"EC\",\"key_ops\":[\"fly\"]}",
                "azure_param | {\"kty\":\"EC\",\"attributes\":{\"exp\":-1}}"
            })
    void refusesAKeyThatAzureCannotMake(String field, String value) {
        Map<String, Object> body = new HashMap<>(
                Map.of("key_name", name, "key_vault", vault.toString(), "azure_param", Map.of("kty", "EC")));
        body.put(field, field.equals("exportable") ? Boolean.valueOf(value) : value == null ? "" : value);
        if (field.equals("azure_param")) {
            body.put(
                    field,
                    value == null
                            ? null
                            : io.restassured.path.json.JsonPath.from(value).getMap("$"));
        }

        keys.create(body).statusCode(400).body("message", startsWith(field));
    }

    @Test
    void refusesAReleasePolicyAndAVaultThatIsNotThere() {
        Map<String, ?> param = Map.of("kty", "EC");
        keys.create(Map.of(
                        "key_name",
                        name,
                        "key_vault",
                        vault.toString(),
                        "azure_param",
                        param,
                        "release_policy",
                        Map.of("data", "x")))
                .statusCode(400)
                .body("message", startsWith("release_policy: "));
        keys.create(Map.of("key_name", name, "key_vault", "no::vault", "azure_param", param))
                .statusCode(404)
                .body("message", startsWith("key_vault: "));
    }

    @Test
    void neverMakesASecondVersionByAccident() {
        Map<String, ?> body =
                Map.of("key_name", name, "key_vault", vault.toString(), "azure_param", Map.of("kty", "EC"));
        azure.createKey(name);

        keys.create(body).statusCode(409).body("message", containsString("synchronize the vault"));
        assertEquals(1, azure.versions(name));
        UUID key = Seed.key(vault, name.toUpperCase(java.util.Locale.ROOT));
        keys.create(body).statusCode(409).body("message", containsString("AVAILABLE"));
        keys.get(key).statusCode(200);
    }

    @Test
    void refreshFindsWhatHappenedInAzure() {
        UUID key = keys.create(vault, name);

        azure.createKey(name);
        keys.call(key, "refresh")
                .statusCode(200)
                .body("version_count", equalTo(2))
                .body("azure_param.key.kid", equalTo(azure.key(name).extract().path("key.kid")))
                .body("syncedAt", notNullValue());
        azure.deleteKey(name);
        keys.call(key, "refresh").statusCode(200).body("status", equalTo("SOFT-DELETED"));
        azure.recoverKey(name);
        keys.call(key, "refresh").statusCode(200).body("status", equalTo("AVAILABLE"));
        azure.deleteKey(name);
        azure.purgeKey(name);
        keys.call(key, "refresh")
                .statusCode(200)
                .body("status", equalTo("DELETED"))
                .body("gone", equalTo(true))
                .body("version_count", equalTo(2));
    }

    @Test
    void givesThePublicKeyInPem() throws Exception {
        UUID key = UUID.fromString(keys.create(
                        Map.of("key_name", name, "key_vault", vault.toString(), "azure_param", Map.of("kty", "RSA")))
                .statusCode(201)
                .extract()
                .path("id"));

        String pem = Callers.admin(account)
                .get(Keys.path(key) + "/download-public-key")
                .then()
                .statusCode(200)
                .contentType("application/x-pem-file")
                .extract()
                .asString();
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        RSAPublicKey known = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        assertEquals(2048, known.getModulus().bitLength());
        assertEquals(65537, known.getPublicExponent().intValue());
    }

    @Test
    void narrowsTheListToTheKeysOfASchedule() {
        Schedules schedules = new Schedules(() -> Callers.admin(account));
        String schedule = schedules.make(Schedules.hourly("cckm_key_backup", Map.of()));
        UUID backed = Seed.key(vault, "backed");
        Seed.key(vault, "bare");
        Seed.update("UPDATE azure_key SET backup_config_id = ? WHERE id = ?", UUID.fromString(schedule), backed);

        Callers.admin(account)
                .queryParam("backup_job_config_id", schedule)
                .get("/api/v1/cckm/azure/keys")
                .then()
                .statusCode(200)
                .body("resources.key_name", contains("backed"));
    }

    @ParameterizedTest
    @CsvSource({
        "backup, true, backed",
        "backup, false, bare",
        "rotation_job_enabled, true,",
        "managed, true, backed",
        "managed, false, bare",
        "job_config_id, x,",
        "backup_job_config_id, x,",
        "key_material_origin, native,",
        "external_key_id, x,"
    })
    void narrowsTheListByTheOtherFiltersOfTheProduct(String filter, String value, String found) {
        UUID backed = Seed.key(vault, "backed");
        Seed.key(vault, "bare");
        Seed.update("UPDATE azure_key SET managed = true WHERE id = ?", backed);
        Seed.backups(backed, 2, java.time.Instant.EPOCH, java.time.Instant.EPOCH.plusSeconds(9), 100);

        Callers.admin(account)
                .queryParam(filter, value)
                .get("/api/v1/cckm/azure/keys")
                .then()
                .statusCode(200)
                .body("resources.key_name", found == null ? hasSize(0) : contains(found));
        String latest = keys.get(backed).extract().path("backup");
        Callers.admin(account)
                .queryParam("backup", latest)
                .get("/api/v1/cckm/azure/keys")
                .then()
                .body("resources.key_name", contains("backed"));
    }
}

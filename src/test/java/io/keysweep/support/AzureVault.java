package io.keysweep.support;

import io.keysweep.dev.keyvault.LocalKeyVault;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** A vault of the test's Key Vault, used past the service as its owner does in Azure. Its keys outlive a test class. */
public record AzureVault(URI uri) {

    private static final String API_VERSION = "7.4";

    /** Vault 1 or 2. Faults are met in vault 1 only. */
    public static AzureVault number(int number) {
        return new AzureVault(TestEnvironment.vaultUri(number));
    }

    /** Another name of the vault, which the service takes for another vault. */
    public String otherUri() {
        return "https://127.0.0.1:" + uri.getPort();
    }

    /** The id of the key of this name, without a version. */
    public String keyId(String name) {
        return uri + "/keys/" + name;
    }

    /** The vault as the account knows it. */
    public UUID register(String account, String name) {
        return Seed.vault(account, name, uri.toString());
    }

    /** A new key, or a new version of the one of this name. */
    public void createKey(String name) {
        vault().body(Map.of("kty", "EC"))
                .post("/keys/" + name + "/create")
                .then()
                .statusCode(200);
    }

    /** A new key that belongs to a certificate. */
    public void createKeyOfCertificate(String name) {
        vault().body(Map.of("kty", "EC", "tags", Map.of("of-certificate", "tls")))
                .post("/keys/" + name + "/create")
                .then()
                .statusCode(200);
    }

    /** A new RSA key that wraps, or a new version of it; gives the id of the version. */
    public String createWrappingKey(String name) {
        return vault().body(Map.of("kty", "RSA", "key_size", 2048, "key_ops", new String[] {"wrapKey", "unwrapKey"}))
                .post("/keys/" + name + "/create")
                .then()
                .statusCode(200)
                .extract()
                .path("key.kid");
    }

    /** A new EC key on P-256 that signs, or a new version of it; gives the id of the version. */
    public String createSigningKey(String name) {
        return vault().body(Map.of("kty", "EC", "crv", "P-256", "key_ops", new String[] {"sign", "verify"}))
                .post("/keys/" + name + "/create")
                .then()
                .statusCode(200)
                .extract()
                .path("key.kid");
    }

    /** Turns a version off, or on again. */
    public void enableKey(String path, boolean enabled) {
        vault().body(Map.of("attributes", Map.of("enabled", enabled)))
                .patch(path)
                .then()
                .statusCode(200);
    }

    /** Many new keys at once, their names the prefix and five digits. */
    public void createKeys(String prefix, int count) {
        local().contentType(ContentType.JSON)
                .body(Map.of("prefix", prefix, "count", count))
                .post("/local/keys")
                .then()
                .statusCode(204);
    }

    /** Leaves the vault without any key, as if it were new. */
    public void empty() {
        local().delete("/local/keys").then().statusCode(204);
    }

    /** What the next calls to this vault meet, such as {@code {"count":2,"status":429}}. */
    public void meets(Map<String, Object> fault) {
        local().contentType(ContentType.JSON)
                .body(fault)
                .post("/local/faults")
                .then()
                .statusCode(204);
    }

    /** These operations are unavailable until the vault {@link #mends}. */
    public void refuses(String... operations) {
        for (String operation : operations) {
            meets(Map.of("count", 1_000_000, "status", 503, "operation", operation));
        }
    }

    /** Nothing goes wrong in this vault any more. */
    public void mends() {
        local().delete("/local/faults").then().statusCode(204);
    }

    /** The key's latest version, as its owner sees it in Azure; status 404 if it is not there. */
    public ValidatableResponse key(String name) {
        return vault().get("/keys/" + name).then();
    }

    /** The key as soft-deleted; status 404 if it is not. */
    public ValidatableResponse deletedKey(String name) {
        return vault().get("/deletedkeys/" + name).then();
    }

    /** Soft-deletes a key past the service. */
    public void deleteKey(String name) {
        vault().delete("/keys/" + name).then().statusCode(200);
    }

    /** Purges a soft-deleted key past the service. */
    public void purgeKey(String name) {
        vault().delete("/deletedkeys/" + name).then().statusCode(204);
    }

    /** Recovers a soft-deleted key past the service. */
    public void recoverKey(String name) {
        vault().post("/deletedkeys/" + name + "/recover").then().statusCode(200);
    }

    /** Restores a key from a backup; gives the key. */
    public JsonPath restore(byte[] blob) {
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(blob);
        return vault().body(Map.of("value", value))
                .post("/keys/restore")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** How many versions the key has; 0 if it is not there. */
    public int versions(String name) {
        return vault().get("/keys/" + name + "/versions")
                .jsonPath()
                .getList("value")
                .size();
    }

    /** How often an operation was called, {@code backup} say. */
    public int calls(String operation) {
        Integer calls = local().get("/local/calls").jsonPath().get(operation);
        return calls == null ? 0 : calls;
    }

    /** What the next calls to vault 1 meet; see {@link TestEnvironment#faultUri}. */
    public static void fault(Map<String, Object> fault) {
        RestAssured.given()
                .relaxedHTTPSValidation()
                .contentType(ContentType.JSON)
                .body(fault)
                .post(TestEnvironment.faultUri())
                .then()
                .statusCode(204);
    }

    /** Nothing goes wrong any more. */
    public static void noFaults() {
        RestAssured.given()
                .relaxedHTTPSValidation()
                .delete(TestEnvironment.faultUri())
                .then()
                .statusCode(204);
    }

    private RequestSpecification vault() {
        return local().auth()
                .oauth2(LocalKeyVault.TOKEN)
                .contentType(ContentType.JSON)
                .queryParam("api-version", API_VERSION);
    }

    private RequestSpecification local() {
        return RestAssured.given()
                .relaxedHTTPSValidation()
                .baseUri(uri.toString())
                .port(uri.getPort());
    }
}

package io.keysweep.support;

import io.keysweep.dev.keyvault.LocalKeyVault;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** Whoever owns the keys in the local Key Vault: makes them there, and lets the vault fail. */
public final class KeyOwner {

    private KeyOwner() {}

    /** A vault of the account that the local Key Vault serves, with these keys in it. */
    public static UUID vault(String account, String name, String... keys) {
        for (String key : keys) {
            ensure(key);
        }
        return Seed.vault(account, name, TestEnvironment.vaultUri(1).toString());
    }

    private static void ensure(String key) {
        String uri = TestEnvironment.vaultUri(1) + "/keys/" + key;
        if (request().get(uri + "?api-version=7.4").statusCode() == 404) {
            request()
                    .contentType(ContentType.JSON)
                    .body(Map.of("kty", "RSA", "key_size", 2048))
                    .post(uri + "/create?api-version=7.4")
                    .then()
                    .statusCode(200);
        }
    }

    private static RequestSpecification request() {
        return RestAssured.given().relaxedHTTPSValidation().auth().oauth2(LocalKeyVault.TOKEN);
    }

    /** The next calls to the vault meet this fault, such as {@code {"count":2,"status":429}}. */
    public static void fail(Map<String, Object> fault) {
        RestAssured.given()
                .relaxedHTTPSValidation()
                .contentType(ContentType.JSON)
                .body(fault)
                .post(TestEnvironment.faultUri())
                .then()
                .statusCode(204);
    }

    /** No call meets a fault any more. */
    public static void recover() {
        RestAssured.given().relaxedHTTPSValidation().delete(TestEnvironment.faultUri());
    }
}

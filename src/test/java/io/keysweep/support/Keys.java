package io.keysweep.support;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** The calls on keys, in the name of an administrator of the account. */
public record Keys(String account) {

    private static final String PATH = "/api/v1/cckm/azure/keys";

    /** Where a key is. */
    public static String path(UUID key) {
        return PATH + "/" + key;
    }

    /** Has a key made; gives its id. */
    public UUID create(UUID vault, String name) {
        return UUID.fromString(
                create(Map.of("key_name", name, "key_vault", vault.toString(), "azure_param", Map.of("kty", "EC")))
                        .statusCode(201)
                        .extract()
                        .path("id"));
    }

    /** The call that makes a key. */
    public ValidatableResponse create(Map<String, ?> body) {
        return caller().contentType(ContentType.JSON).body(body).post(PATH).then();
    }

    /** The key. */
    public ValidatableResponse get(UUID key) {
        return caller().get(path(key)).then();
    }

    /** A call without a body, {@code soft-delete} say. */
    public ValidatableResponse call(UUID key, String action) {
        return caller().noContentType().post(path(key) + "/" + action).then();
    }

    /** A restore. */
    public ValidatableResponse restore(UUID key, Map<String, ?> body) {
        return caller().contentType(ContentType.JSON)
                .body(body)
                .post(path(key) + "/restore")
                .then();
    }

    /** Takes a backup by hand; gives its id. */
    public UUID backUp(UUID key) {
        return UUID.fromString(call(key, "backups").statusCode(201).extract().path("id"));
    }

    /** Soft-deletes and purges the key. */
    public void purge(UUID key) {
        call(key, "soft-delete").statusCode(200);
        call(key, "hard-delete").statusCode(200);
    }

    /** How many backups of the key are stored. */
    public static long backups(UUID key) {
        return Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE key_id = ?", key)
                .get(0);
    }

    private RequestSpecification caller() {
        return Callers.admin(account);
    }
}

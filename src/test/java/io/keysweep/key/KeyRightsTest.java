package io.keysweep.key;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.keysweep.support.Callers;
import io.keysweep.support.Keys;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what with keys: each call has one action of the vault's ACL, beside view. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class KeyRightsTest {

    private static final String ANN = "local|ann";

    private final String account = Seed.account();
    private UUID vault;
    private UUID key;
    private UUID backup;

    @BeforeEach
    void seedKey() {
        // Nothing answers there: a call that passes the rights ends as unavailable, and not as forbidden.
        vault = Seed.vault(account, "nowhere", "https://localhost:1");
        key = Seed.key(vault, "orders");
        Seed.update("UPDATE azure_key SET status = 'SOFT-DELETED' WHERE id = ?", key);
        backup = Seed.backups(key, 1, java.time.Instant.EPOCH, java.time.Instant.EPOCH, 100)
                .get(0);
    }

    private ValidatableResponse call(RequestSpecification caller, String call, UUID keyId) {
        String[] parts = call.split(" ", 2);
        String path = parts[1].replace("{key}", Keys.path(keyId)).replace("{backup}", backup.toString());
        return (parts[0].equals("POST") && path.startsWith(Keys.path(keyId)) && !path.endsWith("restore")
                                || parts[0].equals("DELETE")
                                || parts[0].equals("GET")
                        ? caller.noContentType()
                        : caller.contentType(ContentType.JSON).body(body(path)))
                .request(parts[0], path)
                .then();
    }

    private String body(String path) {
        String named = "{\"key_name\":\"a\",\"key_vault\":\"" + vault + "\",";
        if (path.endsWith("restore")) {
            return "{}";
        }
        if (path.endsWith("upload-key")) {
            return named + "\"key_material\":\"x\"}";
        }
        if (path.endsWith("keys")) {
            return named + "\"azure_param\":{\"kty\":\"EC\"}}";
        }
        return path.contains("/backups/") ? "{\"name\":\"n\"}" : "{\"tags\":{}}";
    }

    @ParameterizedTest
    @CsvSource({
        "POST /api/v1/cckm/azure/keys, keycreate",
        "POST /api/v1/cckm/azure/upload-key, keyupload",
        "PATCH {key}, keyupdate",
        "POST {key}/soft-delete, keydelete",
        "POST {key}/hard-delete, keypurge",
        "POST {key}/recover, keyrecover",
        "POST {key}/refresh, keysynchronize",
        "POST {key}/restore, keyrestore",
        "POST {key}/delete-backup, deletebackup",
        "PATCH {key}/backups/{backup}, keycreate",
        "DELETE {key}/backups/{backup}, deletebackup",
        "GET {key}/download-public-key, view"
    })
    void eachCallNeedsItsOwnAction(String call, String action) {
        call(RestAssured.given(), call, key).statusCode(401);
        call(Callers.as(account, ANN, "Key Users"), call, key).statusCode(403);
        call(Callers.user(account, ANN), call, key).statusCode(404);
        if (!action.equals("view")) {
            Seed.grantUser(vault, ANN, action);
            call(Callers.user(account, ANN), call, key).statusCode(404);
            Seed.update("DELETE FROM vault_acl WHERE vault_id = ?", vault);
            Seed.grantUser(vault, ANN, othersThan(action));
            call(Callers.user(account, ANN), call, key).statusCode(403).body("message", containsString(action));
            Seed.update("DELETE FROM vault_acl WHERE vault_id = ?", vault);
        }
        call(Callers.admin(Seed.account()), call, key).statusCode(404);

        Seed.grantUser(vault, ANN, "view", action);
        call(Callers.user(account, ANN), call, key)
                .statusCode(not(403))
                .statusCode(not(404))
                .statusCode(not(401))
                .statusCode(not(500));
    }

    private static String[] othersThan(String action) {
        return java.util.stream.Stream.of(
                        "view",
                        "keycreate",
                        "keyupload",
                        "keyupdate",
                        "keydelete",
                        "keypurge",
                        "keyrecover",
                        "keyrestore",
                        "keysynchronize",
                        "deletebackup")
                .filter(other -> !other.equals(action))
                .toArray(String[]::new);
    }
}

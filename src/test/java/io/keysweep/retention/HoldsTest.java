package io.keysweep.retention;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Placing and releasing holds, and who may. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class HoldsTest {

    private static final String ANN = "local|ann";
    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final UUID backup =
            Seed.backups(key, 1, JANUARY, JANUARY.plusSeconds(1), 20).get(0);

    private RequestSpecification admin() {
        return Callers.admin(account);
    }

    private RequestSpecification ann() {
        return Callers.user(account, ANN);
    }

    private ValidatableResponse hold(RequestSpecification caller, Map<String, Object> body) {
        return caller.contentType(ContentType.JSON).body(body).post(path()).then();
    }

    private String path() {
        return "/api/v1/cckm/azure/keys/" + key + "/backups/" + backup + "/hold";
    }

    private boolean held() {
        return Seed.query(
                        Boolean.class,
                        "SELECT coalesce(held_until > now(), false) FROM key_backup WHERE id = ?",
                        backup)
                .get(0);
    }

    @Test
    void holdsUntilItIsReleased() {
        hold(admin(), Map.of("reason", "Litigation 17"))
                .statusCode(200)
                .body("backup_id", equalTo(backup.toString()))
                .body("reason", equalTo("Litigation 17"))
                .body("held_by", equalTo("local|admin"))
                .body("held_at", notNullValue())
                .body("hold_until", nullValue());
        assertTrue(held());

        admin().noContentType().delete(path()).then().statusCode(204);
        assertFalse(held());
        admin().noContentType().delete(path()).then().statusCode(404);
    }

    @Test
    void endsByItselfAtItsTime() {
        hold(admin(), Map.of("reason", "audit", "hold_until", "2099-01-01T00:00:00Z"))
                .statusCode(200)
                .body("hold_until", equalTo("2099-01-01T00:00:00Z"));
        Seed.update("UPDATE key_backup SET held_until = now() - interval '1 s' WHERE id = ?", backup);

        Seed.grantUser(vault, ANN, "view", "deletebackup");
        hold(ann(), Map.of("reason", "another")).statusCode(200).body("reason", equalTo("another"));
    }

    @Test
    void refusesAHoldThatHasEndedAlready() {
        hold(admin(), Map.of("reason", "audit", "hold_until", "2024-01-01"))
                .statusCode(400)
                .body("message", containsString("hold_until: must be later than now"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "a\u0000b"})
    void refusesAReasonThatSaysNothing(String reason) {
        hold(admin(), Map.of("reason", reason)).statusCode(400).body("message", containsString("reason: must"));
    }

    @Test
    void mayBePlacedByWhoMayDeleteButChangedByAdministratorsOnly() {
        Seed.grantUser(vault, ANN, "view", "deletebackup");
        hold(ann(), Map.of("reason", "first")).statusCode(200);
        hold(ann(), Map.of("reason", "second", "hold_until", "2099-01-01"))
                .statusCode(409)
                .body("message", containsString("only an administrator"));
        ann().noContentType().delete(path()).then().statusCode(403);
        hold(admin(), Map.of("reason", "third")).statusCode(200);
    }

    @Test
    void needsDeletebackupOnTheVault() {
        hold(ann(), Map.of("reason", "x")).statusCode(404);
        Seed.grantUser(vault, ANN, "view");
        hold(ann(), Map.of("reason", "x")).statusCode(403);
        RestAssured.given()
                .contentType(ContentType.JSON)
                .body(Map.of("reason", "x"))
                .post(path())
                .then()
                .statusCode(401);
    }

    @Test
    void anotherAccountsBackupIsNotThere() {
        RequestSpecification stranger = Callers.admin(Seed.account());
        hold(stranger, Map.of("reason", "x")).statusCode(404);
        Callers.admin(Seed.account()).noContentType().delete(path()).then().statusCode(404);
    }
}

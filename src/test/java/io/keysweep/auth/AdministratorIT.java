package io.keysweep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.support.Eventually;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.Services;
import io.keysweep.support.TestEnvironment;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The administrator whose password is a setting, on a database of its own: made once, and changed with the setting. */
@OwnProcesses
class AdministratorIT {

    private static final String NEXT_PASSWORD = "battery horse correct";
    // Of the name and of the address: counted right before the look for the administrator, a second and more before the
    // hash is done.
    private static final String ATTEMPTS = "SELECT count(*) FROM login_attempt";
    private static final String SLOW_HASH = "1000000";
    private static final String QUICK_HASH = "100000";

    @RegisterExtension
    final Services services = new Services();

    private ServiceProcess service;

    private void start(String adminPassword, String iterations) {
        Map<String, String> settings = services.settings();
        settings.put("keysweep.auth.local.admin-password", adminPassword);
        settings.put("keysweep.auth.local.password-iterations", iterations);
        service = services.start(settings);
    }

    private Response post(JsonObject request) {
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .body(request.encode())
                .post(service.baseUri() + Login.TOKENS);
    }

    private Response refresh(String token) {
        return post(new JsonObject().put("grant_type", "refresh_token").put("refresh_token", token));
    }

    @Test
    void endsNoSessionThatAnotherReplicaBeganMeanwhile() {
        start(TestEnvironment.ADMIN_PASSWORD, SLOW_HASH);
        CompletableFuture<Response> login = CompletableFuture.supplyAsync(() -> post(Login.credentials()));
        Eventually.within(
                Duration.ofSeconds(30), "the service has begun with the login", () -> Seed.query(Long.class, ATTEMPTS)
                        .equals(List.of(2L)));

        // What another replica does for a login, while this one is still at its hash.
        Seed.update(
                "INSERT INTO local_user (id, account, username, password_hash, groups)"
                        + " VALUES (gen_random_uuid(), 'kylo', 'admin', ?, '{admin}')",
                PasswordHash.of(TestEnvironment.ADMIN_PASSWORD, 1_000));
        Seed.update("INSERT INTO refresh_token (token_hash, id, user_id, expires_at, valid_until)"
                + " SELECT sha256('other'), gen_random_uuid(), id, now() + interval '1 h', now() + interval '1 h'"
                + " FROM local_user");

        login.join().then().statusCode(200);
        refresh("other").then().statusCode(200);
    }

    @Test
    void endsTheSessionsOfAnEarlierPasswordEvenIfNobodyHasLoggedInSince() {
        start(TestEnvironment.ADMIN_PASSWORD, QUICK_HASH);
        String token =
                post(Login.credentials()).then().statusCode(200).extract().path("refresh_token");
        service.stop();
        start(NEXT_PASSWORD, QUICK_HASH);

        refresh(token).then().statusCode(401);

        post(Login.credentials()).then().statusCode(401);
        assertEquals(
                200, post(Login.credentials().put("password", NEXT_PASSWORD)).statusCode());
    }
}

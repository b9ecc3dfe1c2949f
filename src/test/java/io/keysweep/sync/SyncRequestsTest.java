package io.keysweep.sync;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.SyncJobs;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is understood of a synchronization, and who may ask for one. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SyncRequestsTest {

    private static final String NOBODY_LISTENS = "https://localhost:1";

    private final String account = Seed.account();
    private final SyncJobs admin = new SyncJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments", NOBODY_LISTENS);

    private RequestSpecification ann() {
        return Callers.user(account, "local|ann");
    }

    private SyncJobs asAnn() {
        return new SyncJobs(this::ann);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"key_vaults\":[]}",
                "{\"key_vaults\":[\"\"]}",
                "{\"key_vaults\":[null]}",
                "{\"key_vaults\":[\"\\u0000\"]}",
                "{\"synchronize_all\":false}",
                "{\"key_vaults\":[\"payments\"],\"synchronize_all\":true}",
                "{\"key_vaults\":\"payments\"}",
                "[]",
                ""
            })
    void refusesWhatIsNotUnderstood(String body) {
        admin.post(body).then().statusCode(400);
    }

    @Test
    void takesVaultsByIdByFullNameAndByName() {
        for (String name : List.of(vault.toString(), "payments", "payments::" + Seed.SUBSCRIPTION)) {
            admin.post(Map.of("key_vaults", List.of(name, name)))
                    .then()
                    .statusCode(201)
                    .body("key_vaults", equalTo(List.of("payments::" + Seed.SUBSCRIPTION)))
                    .body("counts.vaults", is(1))
                    .body("overall_status", equalTo("in_progress"))
                    .body("synchronize_all", is(false))
                    .body("created_by", equalTo("local|admin"));
        }
    }

    @Test
    void needsTheRightInEachVault() {
        UUID other = Seed.vault(account, "archive", NOBODY_LISTENS);
        asAnn().post(Map.of("key_vaults", List.of("payments"))).then().statusCode(404);
        Seed.grantUser(vault, "local|ann", "view");
        asAnn().post(Map.of("key_vaults", List.of("payments")))
                .then()
                .statusCode(403)
                .body("message", containsString("keysynchronize"));
        asAnn().post(Map.of("synchronize_all", true)).then().statusCode(404);
        Seed.grantUser(other, "local|ann", "view", "keysynchronize");
        asAnn().post(Map.of("key_vaults", List.of("payments", "archive")))
                .then()
                .statusCode(403);
        asAnn().post(Map.of("synchronize_all", true))
                .then()
                .statusCode(201)
                .body("synchronize_all", is(true))
                .body("key_vaults", equalTo(List.of("archive::" + Seed.SUBSCRIPTION)));
    }

    @Test
    void takesBackupsOnlyForWhoeverMayTakeThem() {
        UUID other = Seed.vault(account, "archive", NOBODY_LISTENS);
        Seed.grantUser(vault, "local|ann", "view", "keysynchronize");
        Map<String, Object> named = Map.of("key_vaults", List.of("payments"), "take_cloud_key_backup", true);
        Map<String, Object> all =
                Map.of("synchronize_all", true, "key_vaults", List.of(), "take_cloud_key_backup", true);
        asAnn().post(named).then().statusCode(403).body("message", containsString("keycreate"));
        asAnn().post(all).then().statusCode(404).body("message", containsString("keycreate"));
        Seed.grantUser(other, "local|ann", "view", "keysynchronize", "keycreate");
        asAnn().post(all).then().statusCode(201).body("key_vaults", equalTo(List.of("archive::" + Seed.SUBSCRIPTION)));
    }

    @Test
    void showsACallerTheOwnJobsAndAnAdministratorAll() {
        Seed.grantUser(vault, "local|ann", "view", "keysynchronize");
        String hers = asAnn().start(vault);
        String other = admin.start(vault);
        ann().get(SyncJobs.PATH + "/" + hers).then().statusCode(200);
        ann().get(SyncJobs.PATH + "/" + other).then().statusCode(404);
        ann().post(SyncJobs.PATH + "/" + other + "/cancel").then().statusCode(404);
        ann().get(SyncJobs.PATH).then().body("resources.id", equalTo(List.of(hers)));
        Callers.admin(account).get(SyncJobs.PATH).then().body("resources.id", equalTo(List.of(other, hers)));
        Callers.admin(Seed.account()).get(SyncJobs.PATH + "/" + hers).then().statusCode(404);
        Callers.admin(Seed.account())
                .post(SyncJobs.PATH + "/" + hers + "/cancel")
                .then()
                .statusCode(404);
    }

    @Test
    void listsWhatPassesTheFilters() {
        UUID other = Seed.vault(account, "archive", NOBODY_LISTENS);
        String first = admin.start(vault);
        String second = admin.start(other);
        admin.awaitEnd(first);
        admin.awaitEnd(second);
        list("key_vaults", "archive", "nowhere").body("resources.id", equalTo(List.of(second)));
        list("key_vaults", vault.toString().toUpperCase(java.util.Locale.ROOT))
                .body("resources.id", equalTo(List.of(first)));
        list("overall_status", "failed").body("total", is(2));
        list("overall_status", "completed").body("total", is(0));
        list("overall_status", "nonsense").body("total", is(0));
        list("id", first, "nonsense").body("resources.id", equalTo(List.of(first)));
    }

    private io.restassured.response.ValidatableResponse list(String parameter, Object... values) {
        return Callers.admin(account)
                .queryParam(parameter, values)
                .get(SyncJobs.PATH)
                .then()
                .statusCode(200);
    }

    @Test
    void needsAToken() {
        RestAssured.get(SyncJobs.PATH).then().statusCode(401);
        RestAssured.get(SyncJobs.PATH + "/" + UUID.randomUUID()).then().statusCode(401);
        RestAssured.given()
                .contentType(ContentType.JSON)
                .body("{}")
                .post(SyncJobs.PATH)
                .then()
                .statusCode(401);
        RestAssured.post(SyncJobs.PATH + "/" + UUID.randomUUID() + "/cancel")
                .then()
                .statusCode(401);
    }
}

package io.keysweep.bulkjob;

import static io.keysweep.support.BulkJobs.PATH;
import static io.keysweep.support.BulkJobs.body;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.auth.Caller;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what with bulk jobs. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BulkJobRightsTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final String ANN = "local|ann";
    private static final String BOB = "local|bob";

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final List<UUID> backups = Seed.backups(key, 3, FROM, FROM.plusSeconds(60), 100);
    private final BulkJobs admin = new BulkJobs(() -> Callers.admin(account));
    private final BulkJobs ann = new BulkJobs(() -> Callers.user(account, ANN));
    private final BulkJobs bob = new BulkJobs(() -> Callers.user(account, BOB));

    private long left() {
        return Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE vault_id = ?", vault)
                .get(0);
    }

    private List<Map<String, Object>> selections() {
        return List.of(
                body("vault_id", vault), body("key_id", key), body("keys", List.of(key)), body("backups", backups));
    }

    @Test
    void letsAUserWithBothActionsDelete() {
        Seed.grantUser(vault, ANN, "view", "deletebackup");

        JsonPath job = ann.run("vault_id", vault);

        assertThat(job.getInt("counts.succeeded"), is(3));
        assertThat(job.getString("created_by"), equalTo(ANN));
    }

    @Test
    void takesTheActionsOfGroups() {
        Seed.grantGroup(vault, "Cleaners", "view", "deletebackup");
        BulkJobs cleaner = new BulkJobs(() -> Callers.user(account, BOB, "Cleaners"));

        assertThat(cleaner.run("backups", backups).getInt("counts.succeeded"), is(3));
    }

    @Test
    void letsCckmAdminsDoEverything() {
        BulkJobs administrator = new BulkJobs(() -> Callers.as(account, BOB, Caller.CCKM_ADMINS));

        assertThat(administrator.run("key_id", key).getInt("counts.succeeded"), is(3));
    }

    @Test
    void forbidsDeletionToAUserWhoMayOnlyLook() {
        Seed.grantUser(vault, ANN, "view");

        for (Map<String, Object> selection : selections()) {
            ann.post(selection).then().statusCode(403).body("message", containsString("deletebackup"));
            selection.put("dry_run", true);
            ann.post(selection).then().statusCode(403);
        }
        assertThat(left(), is(3L));
    }

    @Test
    void hidesWhatAUserMayNotSee() {
        Seed.grantUser(vault, ANN, "deletebackup");

        for (Map<String, Object> selection : selections().subList(0, 3)) {
            ann.post(selection).then().statusCode(404);
        }
        JsonPath job = ann.run("backups", backups);
        assertThat(job.getInt("counts.missing"), is(3));
        assertThat(ann.preview("backups", backups).getLong("missing"), is(3L));
        assertThat(left(), is(3L));
    }

    @Test
    void deletesByIdOnlyWhereTheUserMay() {
        UUID otherVault = Seed.vault(account, "archive");
        UUID other = Seed.backups(Seed.key(otherVault, "k"), 1, FROM, FROM.plusSeconds(1), 100)
                .get(0);
        Seed.grantUser(vault, ANN, "view", "deletebackup");

        JsonPath job = ann.run("backups", List.of(backups.get(0), other));

        assertThat(job.getInt("counts.succeeded"), is(1));
        assertThat(job.getInt("counts.missing"), is(1));
        assertThat(Seed.query(UUID.class, "SELECT id FROM key_backup WHERE id = ?", other), contains(other));
    }

    @Test
    void showsUsersTheirOwnJobsAndAdministratorsAll() {
        Seed.grantUser(vault, ANN, "view", "deletebackup");
        String id = ann.start("vault_id", vault);
        ann.awaitEnd(id);

        admin.request().get(PATH).then().statusCode(200).body("resources.id", contains(id));
        ann.request()
                .get(PATH)
                .then()
                .statusCode(200)
                .body("resources.id", contains(id))
                .body("total", is(1));
        bob.request()
                .get(PATH)
                .then()
                .statusCode(200)
                .body("resources.size()", is(0))
                .body("total", is(0));
        for (String path : List.of("", "/results", "/events")) {
            bob.request().get(PATH + "/" + id + path).then().statusCode(404);
        }
        bob.cancel(id).then().statusCode(404);
        bob.request().delete(PATH + "/" + id).then().statusCode(404);
        assertThat(admin.get(id).getBoolean("abort"), is(false));
    }

    @Test
    void hidesTheJobsOfOtherAccounts() {
        String id = admin.start("vault_id", vault);
        admin.awaitEnd(id);
        BulkJobs stranger = new BulkJobs(() -> Callers.admin(Seed.account()));

        stranger.request().get(PATH).then().statusCode(200).body("total", is(0));
        for (String path : List.of("", "/results", "/events")) {
            stranger.request().get(PATH + "/" + id + path).then().statusCode(404);
        }
        stranger.cancel(id).then().statusCode(404);
        stranger.request().delete(PATH + "/" + id).then().statusCode(404);
        for (Map<String, Object> selection : selections().subList(0, 3)) {
            stranger.post(selection).then().statusCode(404);
        }
    }

    @Test
    void refusesWhoeverIsInNoneOfTheGroups() {
        BulkJobs outsider = new BulkJobs(() -> Callers.as(account, BOB, "Key Users"));

        outsider.post(body("vault_id", vault))
                .then()
                .statusCode(403)
                .body("codeDesc", containsString("NCERRInsufficientPermissions"));
        outsider.request().get(PATH).then().statusCode(403);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "POST, ''",
        "GET, /ID",
        "DELETE, /ID",
        "POST, /ID/cancel",
        "GET, /ID/results",
        "GET, /ID/events",
    })
    void refusesWhoeverHasNoToken(String method, String path) {
        RestAssured.given()
                .contentType(ContentType.JSON)
                .request(method, PATH + path.replace("ID", UUID.randomUUID().toString()))
                .then()
                .statusCode(401)
                .body("codeDesc", containsString("NCERRUnauthorizedAccess"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/v1/cckm/azure/bulkjobs",
                "/api//v1/cckm/azure/bulkjobs",
                "/api/v1/./cckm/azure/bulkjobs",
                "/api/v1/x/../cckm/azure/bulkjobs",
                "/api/v1/cckm/azure/bulkjobs;x=y",
                "/api/v1;x=y/cckm/azure/bulkjobs",
                "/api/v1/cckm/azure/%62ulkjobs",
                "/api/v1/cckm/azure/bulkjobs/%2e",
                "/api/v1/cckm/%2e%2e/cckm/azure/bulkjobs",
                "/api/v1/cckm/azure/bulkjobs/.",
                "/api/v1/cckm/azure/bulkjobs.",
                "/API/v1/cckm/azure/bulkjobs",
                "/q/../api/v1/cckm/azure/bulkjobs",
            })
    void letsNoSpellingOfAPathPastAuthorization(String path) {
        int status = RestAssured.given().urlEncodingEnabled(false).get(path).statusCode();

        assertThat(path + " answered " + status, status == 401 || status == 404 || status == 400, is(true));
    }
}

package io.keysweep.schedule;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.keysweep.support.Callers;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is understood of a schedule, and who may make one. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ScheduleRequestsTest {

    private static final String RULE = "cckm_delete_key_backups_params";

    private final String account = Seed.account();
    private final Schedules schedules = new Schedules(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");

    private Map<String, Object> deletion(Map<String, ?> rule) {
        return Schedules.hourly("cckm_delete_key_backups", rule);
    }

    private Map<String, Object> valid() {
        return deletion(Map.of("vault_id", vault.toString(), "older_than", "P90D"));
    }

    private Map<String, Object> with(String field, Object value) {
        Map<String, Object> body = valid();
        body.put(field, value);
        return body;
    }

    private void refused(Map<String, ?> body, String words) {
        schedules.post(body).then().statusCode(400).body("message", containsString(words));
    }

    @Test
    void showsAScheduleAsItWasMade() {
        Map<String, Object> body = with("run_at", "30 2 * * 0");
        body.put("description", "on Sundays");
        body.put("run_on", "any");
        body.put(RULE, Map.of("keys", List.of(key.toString()), "older_than", "P6M", "keep_last", 3));

        String id = schedules
                .post(body)
                .then()
                .statusCode(201)
                .body("uri", containsString("kylo:" + account + ":scheduler:job-configs:"))
                .body("account", equalTo("kylo:" + account + ":admin:accounts:" + account))
                .body("name", equalTo("every hour"))
                .body("description", equalTo("on Sundays"))
                .body("run_at", equalTo("30 2 * * 0"))
                .body("run_on", equalTo("any"))
                .body("disabled", equalTo(false))
                .body("created_by", equalTo("local|admin"))
                .body(RULE + ".keys", equalTo(List.of(key.toString())))
                .body(RULE + ".older_than", equalTo("P6M"))
                .body(RULE + ".keep_last", equalTo(3))
                .body(RULE + ".vault_id", nullValue())
                .body("next_run_at", containsString("T02:30:00Z"))
                .extract()
                .path("id");
        schedules
                .change(id, Map.of("name", "changed", RULE, Map.of("vault_id", vault.toString(), "keep_last", 2)))
                .then()
                .statusCode(200)
                .body("name", equalTo("changed"))
                .body("description", equalTo("on Sundays"))
                .body(RULE + ".keys", nullValue())
                .body(RULE + ".keep_last", equalTo(2));
    }

    @Test
    void keepsEachNamedKeyOnce() {
        List<String> again = List.of(key.toString(), key.toString().toUpperCase(Locale.ROOT), key.toString());

        schedules
                .post(deletion(Map.of("keys", again, "keep_last", 3)))
                .then()
                .statusCode(201)
                .body(RULE + ".keys", equalTo(List.of(key.toString())));
    }

    @Test
    void namesAThousandKeysAtTheMost() {
        List<String> many =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(1_200).toList();

        refused(
                deletion(Map.of("keys", many, "keep_last", 3)),
                RULE
                        + ".keys: must have at most 40000 characters in all, has 43200; use several schedules, or vault_id");
        refused(
                Schedules.hourly("cckm_synchronization", Map.of("key_vaults", many)),
                "cckm_synchronization_params.key_vaults: must have at most 40000 characters in all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * * *", "0 0 2 * * *", "61 * * * *", "x", "@daily", "0 0 31 2 *", "*/0 * * * *"})
    void refusesATimeThatIsNone(String cron) {
        refused(with("run_at", cron), "run_at: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "90",
                "90D",
                "P",
                "P0D",
                "P-1D",
                "PT0S",
                "P90DT",
                "-P1D",
                "P999999999Y",
                "P000000000000000000000000000000000000000090D"
            })
    void refusesAnAgeThatIsNone(String age) {
        refused(deletion(Map.of("vault_id", vault.toString(), "older_than", age)), "older_than: ");
    }

    @ParameterizedTest
    @CsvSource({
        "name, ''",
        "operation, cckm_key_rotation",
        "run_on, node-1",
        "start_date, yesterday",
        "end_date, 1",
    })
    void refusesAFieldThatIsWrong(String field, String value) {
        refused(with(field, value), field + ": ");
    }

    @Test
    void refusesARuleThatWouldDeleteEverything() {
        refused(deletion(Map.of("vault_id", vault.toString())), "older_than, keep_last");
        refused(deletion(Map.of("older_than", "P90D")), "exactly one of");
        refused(deletion(Map.of("vault_id", vault.toString(), "older_then", "P90D", "keep_last", 1)), "older_then");
        refused(deletion(Map.of("backups", List.of(UUID.randomUUID().toString()), "older_than", "P1D")), "backups");
        refused(deletion(Map.of("vault_id", vault.toString(), "keep_last", 0)), "keep_last: ");
    }

    @Test
    void refusesParametersThatDoNotFit() {
        refused(with("cckm_synchronization_params", Map.of("synchronize_all", true)), "operation: ");
        refused(Schedules.hourly("cckm_synchronization", Map.of()), "key_vaults: ");
        refused(Schedules.hourly("cckm_key_backup", Map.of("cloud_name", "AWS")), "cloud_name: ");
        Map<String, Object> none = new HashMap<>(valid());
        none.remove(RULE);
        refused(none, RULE + ": is missing");
        schedules
                .post(deletion(Map.of("vault_id", UUID.randomUUID().toString(), "older_than", "P90D")))
                .then()
                .statusCode(404);
        schedules
                .change(schedules.make(valid()), Map.of("operation", "cckm_key_backup"))
                .then()
                .statusCode(400);
    }

    @Test
    void isForAdministratorsOnly() {
        String id = schedules.make(valid());
        String config = Schedules.CONFIGS + "/" + id;
        String run = Schedules.JOBS + "/" + schedules.runNow(id).getString("id");
        for (RequestSpecification who : List.of(user(), user())) {
            who.get(Schedules.CONFIGS).then().statusCode(403);
        }
        user().get(config)
                .then()
                .statusCode(403)
                .body("message", equalTo("needs membership in one of the groups admin, CCKM Admins"));
        user().contentType(ContentType.JSON)
                .body(valid())
                .post(Schedules.CONFIGS)
                .then()
                .statusCode(403);
        user().contentType(ContentType.JSON).body("{}").patch(config).then().statusCode(403);
        user().delete(config).then().statusCode(403);
        user().post(config + "/run-now").then().statusCode(403);
        user().get(Schedules.JOBS).then().statusCode(403);
        user().get(run).then().statusCode(403);
        user().delete(run).then().statusCode(403);
        user().get("/api/v1/scheduler/operations").then().statusCode(403);
        RestAssured.get(Schedules.CONFIGS).then().statusCode(401);
        RestAssured.get(Schedules.JOBS).then().statusCode(401);
    }

    private RequestSpecification user() {
        return Callers.user(account, "local|ann");
    }

    @Test
    void anotherAccountsScheduleIsNotThere() {
        String id = schedules.make(valid());
        String run = Schedules.JOBS + "/" + schedules.runNow(id).getString("id");
        String stranger = Seed.account();
        Callers.admin(stranger).get(Schedules.CONFIGS + "/" + id).then().statusCode(404);
        Callers.admin(stranger).delete(Schedules.CONFIGS + "/" + id).then().statusCode(404);
        Callers.admin(stranger)
                .post(Schedules.CONFIGS + "/" + id + "/run-now")
                .then()
                .statusCode(404);
        Callers.admin(stranger).get(run).then().statusCode(404);
        Callers.admin(stranger).delete(run).then().statusCode(404);
        Callers.admin(stranger).get(Schedules.CONFIGS).then().body("total", equalTo(0));
        Callers.admin(stranger).get(Schedules.JOBS).then().body("total", equalTo(0));
        UUID theirs = Seed.key(Seed.vault(stranger, "theirs"), "k");
        Callers.admin(stranger)
                .contentType(ContentType.JSON)
                .body(Map.of("backup_job_config_id", schedules.make(Schedules.hourly("cckm_key_backup", Map.of()))))
                .post("/api/v1/cckm/azure/keys/" + theirs + "/enable-backup-job")
                .then()
                .statusCode(404);
    }

    @Test
    void whoMayBackAKeyUpMayLetItTakePart() {
        String config = schedules.make(Schedules.hourly("cckm_key_backup", Map.of()));
        String path = "/api/v1/cckm/azure/keys/" + key + "/";
        Map<String, String> body = Map.of("backup_job_config_id", config);
        user().contentType(ContentType.JSON)
                .body(body)
                .post(path + "enable-backup-job")
                .then()
                .statusCode(404);
        Seed.grantUser(vault, "local|ann", "view");
        user().contentType(ContentType.JSON)
                .body(body)
                .post(path + "enable-backup-job")
                .then()
                .statusCode(403);
        user().post(path + "disable-backup-job").then().statusCode(403);
        Seed.grantUser(vault, "local|bob", "view", "keycreate");
        RequestSpecification bob = Callers.user(account, "local|bob");
        bob.contentType(ContentType.JSON)
                .body(body)
                .post(path + "enable-backup-job")
                .then()
                .statusCode(200);
        Callers.user(account, "local|bob")
                .post(path + "disable-backup-job")
                .then()
                .statusCode(200);
        RestAssured.given().post(path + "disable-backup-job").then().statusCode(401);
        Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(Map.of("backup_job_config_id", schedules.make(valid())))
                .post(path + "enable-backup-job")
                .then()
                .statusCode(404);
    }
}

package io.keysweep.schedule;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.auth.Caller;
import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.LoggedRecords;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scheduled backups that fail: nobody waits for them, so all who would look must see it. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class FailedBackupsTest {

    private static final String NOBODY_LISTENS = "https://localhost:1";

    private final String account = Seed.account();
    private final Schedules schedules = new Schedules(() -> Callers.admin(account));
    private final AzureVault azure = AzureVault.number(2);
    private final String good = "good-" + UUID.randomUUID();
    private final String bad = "bad-" + UUID.randomUUID();

    @AfterEach
    void mend() {
        azure.mends();
    }

    private void takesPart(UUID key, String config) {
        Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(Map.of("backup_job_config_id", config))
                .post("/api/v1/cckm/azure/keys/" + key + "/enable-backup-job")
                .then()
                .statusCode(200);
    }

    /** Of two keys Azure has one; gives the key that it does not have. */
    private UUID oneOfTwo(String config) {
        UUID vault = azure.register(account, "real");
        azure.createKey(good);
        takesPart(Seed.key(vault, good), config);
        UUID lost = Seed.key(vault, bad);
        takesPart(lost, config);
        return lost;
    }

    private String schedule() {
        return schedules.make(Schedules.hourly("cckm_key_backup", Map.of()));
    }

    private static double failedKeys() {
        return Metrics.globalRegistry.find("keysweep.keys.failed").tag("operation", "back-up-keys").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void theRunSaysWhichKeysAndWhy() {
        String config = schedule();
        UUID lost = oneOfTwo(config);

        JsonPath run = schedules.runNow(config);

        assertThat(run.getMap("counts"), aMapWithSize(5));
        assertThat(run.getInt("counts.vaults"), is(1));
        assertThat(run.getInt("counts.vaults_done"), is(1));
        assertThat(run.getInt("counts.vaults_failed"), is(0));
        assertThat(run.getInt("counts.backups"), is(1));
        assertThat(run.getInt("counts.keys_failed"), is(1));
        assertThat(run.getMap("key_errors").keySet(), contains(lost.toString()));
        assertThat(run.getString("key_errors.'" + lost + "'"), containsString("404"));
        assertThat(run.getMap("detailed_status").values().iterator().next().toString(), startsWith("NCERRKeysFailed"));
        JsonPath listed = schedules.runs(config);
        assertThat(listed.getInt("resources[0].counts.keys_failed"), is(1));
        assertThat(listed.get("resources[0].key_errors"), nullValue());
    }

    @Test
    void theLogTheCounterAndTheAuditSaySoToo() {
        String config = schedule();
        UUID lost = oneOfTwo(config);
        double before = failedKeys();

        try (LoggedRecords logged = LoggedRecords.of("io.keysweep.sync")) {
            schedules.runNow(config);
            assertThat(logged.lines(), hasItem(containsString("key=" + lost)));
        }

        assertThat(failedKeys() - before, is(1.0));
        Callers.admin(account)
                .queryParam("action", "scheduled-backup.concluded")
                .queryParam("outcome", "failure")
                .get("/api/v1/audit/records")
                .then()
                .statusCode(200)
                .body("total", is(1));
    }

    @Test
    void aVaultThatFailedIsNamed() {
        String config = schedule();
        UUID offline = Seed.vault(account, "offline", NOBODY_LISTENS);
        takesPart(Seed.key(offline, "unreachable"), config);
        oneOfTwo(config);

        JsonPath run = schedules.runNow(config);

        assertThat(run.getInt("counts.vaults"), is(2));
        assertThat(run.getInt("counts.vaults_failed"), is(1));
        assertThat(run.getString("detailed_status.'" + offline + "'"), startsWith("NCERRVaultNotBackedUp: "));
    }

    @Test
    void aRunThatWentWellIsASuccess() {
        String config = schedule();
        UUID vault = azure.register(account, "real");
        azure.createKey(good);
        takesPart(Seed.key(vault, good), config);

        JsonPath run = schedules.runNow(config);

        assertThat(run.getInt("counts.backups"), is(1));
        assertThat(run.getMap("key_errors"), aMapWithSize(0));
        assertThat(
                Seed.query(
                        String.class,
                        "SELECT outcome FROM audit_record WHERE account = ? AND action = 'scheduled-backup.concluded'",
                        account),
                equalTo(List.of("success")));
    }

    @Test
    void isForAdministratorsOfTheAccountOnly() {
        String config = schedule();
        oneOfTwo(config);
        String path = Schedules.JOBS + "/" + schedules.runNow(config).getString("id");

        Callers.as(account, "local|ann", Caller.CCKM_USERS).get(path).then().statusCode(403);
        Callers.admin(Seed.account()).get(path).then().statusCode(404);
    }
}

package io.keysweep.schedule;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.AzureVault;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.keysweep.support.SyncJobs;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What schedules bring about, and how often. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ScheduleTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final String account = Seed.account();
    private final Schedules schedules = new Schedules(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");

    private static Instant daysAgo(int days) {
        return Seed.query(java.time.OffsetDateTime.class, "SELECT now() - make_interval(days => ?)", days)
                .get(0)
                .toInstant();
    }

    private List<UUID> backupsLeft() {
        return Seed.query(UUID.class, "SELECT id FROM key_backup WHERE account = ? ORDER BY created_at, id", account);
    }

    private String deletion(Object... fieldsAndValues) {
        Map<String, Object> rule = new java.util.HashMap<>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            rule.put((String) fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        return schedules.make(Schedules.hourly("cckm_delete_key_backups", rule));
    }

    @Test
    void deletesBackupsByTheirAge() {
        List<UUID> old = Seed.backups(key, 5, daysAgo(120), daysAgo(100), 50);
        List<UUID> young = Seed.backups(key, 3, daysAgo(80), daysAgo(10), 50);

        JsonPath run = schedules.runNow(deletion("vault_id", vault.toString(), "older_than", "P90D"));

        assertThat(run.getString("overall_status"), equalTo("completed"));
        assertThat(run.getString("trigger"), equalTo("run-now"));
        assertThat(backupsLeft(), equalTo(young));
        JsonPath job = new BulkJobs(() -> Callers.admin(account)).get(run.getString("job_id"));
        assertThat(job.getInt("counts.succeeded"), is(old.size()));
        assertThat(job.getString("created_by"), equalTo("schedule|" + run.getString("job_config_id")));
    }

    @Test
    void keepsTheNewestBackupsOfEachKey() {
        Seed.backups(key, 5, daysAgo(120), daysAgo(100), 50);
        List<UUID> newest = Seed.backups(key, 2, daysAgo(95), daysAgo(91), 50);

        schedules.runNow(deletion("vault_id", vault.toString(), "older_than", "P90D", "keep_last", 2));

        assertThat(backupsLeft(), equalTo(newest));
    }

    @Test
    void synchronizesVaults() {
        AzureVault azure = AzureVault.number(2);
        azure.createKey("scheduled-sync");
        UUID real = azure.register(account, "real");

        JsonPath run = schedules.runNow(
                schedules.make(Schedules.hourly("cckm_synchronization", Map.of("key_vaults", List.of("real")))));

        assertThat(run.getString("overall_status"), equalTo("completed"));
        assertThat(
                new SyncJobs(() -> Callers.admin(account))
                        .get(run.getString("job_id"))
                        .getString("detailed_status.'" + real + "'"),
                equalTo("Success"));
    }

    @Test
    void backsUpTheKeysThatTakePartAndNoOthers() {
        AzureVault azure = AzureVault.number(2);
        UUID real = azure.register(account, "real");
        azure.createKey("takes-part");
        azure.createKey("does-not");
        UUID taking = Seed.key(real, "takes-part");
        Seed.key(real, "does-not");
        String config = schedules.make(Schedules.hourly("cckm_key_backup", Map.of("cloud_name", "AzureCloud")));
        assertThat(
                "without keys there is nothing to do", schedules.runNow(config).getString("job_id"), nullValue());

        part(taking, "enable-backup-job", Map.of("backup_job_config_id", config))
                .body("backup_config.backup_job_config_id", equalTo(config));
        JsonPath run = schedules.runNow(config);

        assertThat(run.getString("overall_status"), equalTo("completed"));
        assertThat(
                Seed.query(
                        String.class,
                        "SELECT k.key_name || ' ' || b.type FROM key_backup b JOIN azure_key k ON k.id = b.key_id"
                                + " WHERE b.account = ?",
                        account),
                equalTo(List.of("takes-part scheduled")));
        part(taking, "disable-backup-job", Map.of()).body("backup_config", nullValue());
        schedules.runNow(config);
        assertThat(backupsLeft().size(), is(1));
    }

    private io.restassured.response.ValidatableResponse part(UUID keyId, String what, Map<String, ?> body) {
        return Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/cckm/azure/keys/" + keyId + "/" + what)
                .then()
                .statusCode(200);
    }

    @Test
    void makesUpForMissedRunsOnceForTheLatest() {
        String config = deletion("vault_id", vault.toString(), "older_than", "P90D");
        Schedules.dueSince(config, 50);

        Eventually.within(SOON, "a run is made", () -> schedules.runs(config).getInt("total") > 0);

        JsonPath runs = schedules.runs(config);
        assertThat(runs.getInt("total"), is(1));
        assertThat(runs.getString("resources[0].trigger"), equalTo("schedule"));
        Instant due = Instant.parse(runs.getString("resources[0].due_at"));
        assertThat(due.atZone(ZoneOffset.UTC).getMinute(), is(0));
        assertThat(
                "the latest due time",
                Seed.query(Boolean.class, "SELECT now() - ?::timestamptz < interval '1 hour'", due),
                equalTo(List.of(true)));
        assertThat(
                "due next in the future",
                Seed.query(Boolean.class, "SELECT next_run_at > now() FROM job_config WHERE id = ?::uuid", config),
                equalTo(List.of(true)));
        assertThat(
                schedules.awaitEnd(runs.getString("resources[0].id")).getString("overall_status"),
                equalTo("completed"));
    }

    @Test
    void aRunThatCanMakeNoJobIsOnRecordAndTheScheduleGoesOn() {
        UUID other = Seed.vault(account, "short-lived");
        String config = deletion("vault_id", other.toString(), "older_than", "P90D");
        remove(other);
        Schedules.dueSince(config, 2);

        Eventually.within(SOON, "a run is made", () -> schedules.runs(config).getInt("total") > 0);

        JsonPath runs = schedules.runs(config);
        assertThat(runs.getString("resources[0].overall_status"), equalTo("failed"));
        assertThat(runs.getString("resources[0].error"), containsString("there is no vault " + other));
        assertThat(schedules.get(config).getString("next_run_at"), notNullValue());
        assertThat(
                Seed.query(
                        String.class,
                        "SELECT details::jsonb ->> 'error' FROM audit_record"
                                + " WHERE account = ? AND action = 'schedule-run.created' AND outcome = 'failure'",
                        account),
                contains(containsString("there is no vault " + other)));
    }

    @Test
    void aRunLeavesOutTheKeysThatAreNotThereAnyMore() {
        List<UUID> old = Seed.backups(key, 5, daysAgo(120), daysAgo(100), 50);
        UUID gone = Seed.key(vault, "short-lived");
        String config = deletion("keys", List.of(gone.toString(), key.toString()), "older_than", "P90D");
        Seed.update("DELETE FROM azure_key WHERE id = ?", gone);
        Schedules.dueSince(config, 2);

        Eventually.within(SOON, "a run is made", () -> schedules.runs(config).getInt("total") > 0);

        JsonPath run = schedules.awaitEnd(schedules.runs(config).getString("resources[0].id"));
        assertThat(run.getString("overall_status"), equalTo("completed"));
        assertThat(run.getList("left_out"), equalTo(List.of(gone.toString())));
        assertThat(backupsLeft(), equalTo(List.of()));
        assertThat(
                new BulkJobs(() -> Callers.admin(account))
                        .get(run.getString("job_id"))
                        .getInt("counts.succeeded"),
                is(old.size()));
        assertThat(
                Seed.query(
                        String.class,
                        "SELECT details::jsonb ->> 'left_out' FROM audit_record"
                                + " WHERE account = ? AND action = 'schedule-run.created' AND outcome = 'success'",
                        account),
                contains(containsString(gone.toString())));
    }

    @Test
    void aRunLeavesOutTheVaultsThatAreNotThereOrNotClearAnyMore() {
        AzureVault azure = AzureVault.number(2);
        UUID real = azure.register(account, "real");
        UUID gone = Seed.vault(account, "short-lived");
        String config = schedules.make(Schedules.hourly(
                "cckm_synchronization", Map.of("key_vaults", List.of("real", "short-lived", "payments"))));
        remove(gone);
        Seed.update(
                "INSERT INTO vault (id, account, azure_name, azure_vault_id, vault_uri, tenant, subscription_id,"
                        + " subscription_name, location) SELECT gen_random_uuid(), account, azure_name, azure_vault_id, vault_uri,"
                        + " tenant, 'another', 'another', location FROM vault WHERE id = ?",
                vault);

        JsonPath run = schedules.runNow(config);

        assertThat(run.getString("overall_status"), equalTo("completed"));
        assertThat(run.getList("left_out"), containsInAnyOrder("short-lived", "payments"));
        assertThat(
                new SyncJobs(() -> Callers.admin(account))
                        .get(run.getString("job_id"))
                        .getMap("detailed_status"),
                equalTo(Map.of(real.toString(), "Success")));
    }

    @Test
    void aRunOfWhichNothingIsThereAnyMoreFails() {
        UUID first = Seed.key(vault, "short-lived");
        UUID second = Seed.key(vault, "short-lived-too");
        String config = deletion("keys", List.of(first.toString(), second.toString()), "older_than", "P90D");
        Seed.update("DELETE FROM azure_key WHERE id IN (?, ?)", first, second);

        JsonPath run = schedules.runNow(config);

        assertThat(run.getString("overall_status"), equalTo("failed"));
        assertThat(run.getString("error"), containsString("there is no key"));
        assertThat(run.getList("left_out"), nullValue());
        assertThat(run.getString("job_id"), nullValue());
    }

    private static void remove(UUID vault) {
        Seed.update("DELETE FROM data_key WHERE vault_id = ?", vault);
        Seed.update("DELETE FROM vault WHERE id = ?", vault);
    }

    @Test
    void aScheduleWhoseVaultIsGoneCanBeRenamedAndDisabled() {
        UUID other = Seed.vault(account, "short-lived");
        String config = deletion("vault_id", other.toString(), "older_than", "P90D");
        remove(other);

        schedules
                .change(config, Map.of("disabled", true, "description", "its vault is gone"))
                .then()
                .statusCode(200)
                .body("disabled", equalTo(true));
        schedules.change(config, Map.of("disabled", false)).then().statusCode(404);
    }

    @Test
    void isDueWhenItWasUnlessItsTimesChange() {
        String config = deletion("vault_id", vault.toString(), "older_than", "P90D");
        Seed.update("UPDATE job_config SET next_run_at = '2999-01-01T00:07:00Z' WHERE id = ?::uuid", config);

        schedules
                .change(config, Map.of("description", "of the payments", "disabled", false))
                .then()
                .statusCode(200)
                .body("next_run_at", containsString("2999-01-01T00:07:00"));
        schedules
                .change(config, Map.of("run_at", "30 * * * *"))
                .then()
                .statusCode(200)
                .body("next_run_at", not(containsString("2999")));
    }

    @Test
    void aDisabledScheduleIsNotDueAndStillRunsByHand() {
        String config = deletion("vault_id", vault.toString(), "older_than", "P90D");

        schedules
                .change(config, Map.of("disabled", true))
                .then()
                .statusCode(200)
                .body("next_run_at", nullValue());

        assertThat(schedules.runNow(config).getString("overall_status"), equalTo("completed"));
        schedules
                .change(config, Map.of("disabled", false))
                .then()
                .statusCode(200)
                .body("next_run_at", notNullValue());
    }

    @Test
    void keepsToItsDates() {
        String config = deletion("vault_id", vault.toString(), "older_than", "P90D");

        schedules
                .change(config, Map.of("start_date", "2999-05-05T10:30:00Z"))
                .then()
                .statusCode(200)
                .body("next_run_at", equalTo("2999-05-05T11:00:00Z"));
        schedules
                .change(config, Map.of("end_date", "2999-05-05T10:59:59Z"))
                .then()
                .statusCode(200)
                .body("next_run_at", nullValue());
        schedules
                .change(config, Map.of("end_date", "", "start_date", ""))
                .then()
                .statusCode(200)
                .body("start_date", nullValue())
                .body("end_date", nullValue())
                .body("next_run_at", notNullValue());
    }

    @Test
    void deletesTheRecordOfARunThatHasEnded() {
        Seed.backups(key, 3, daysAgo(120), daysAgo(100), 50);
        String config = deletion("vault_id", vault.toString(), "older_than", "P90D");
        JsonPath run = schedules.runNow(config);

        Callers.admin(account)
                .delete(Schedules.JOBS + "/" + run.getString("id"))
                .then()
                .statusCode(204);

        assertThat(schedules.runs(config).getInt("total"), is(0));
        new BulkJobs(() -> Callers.admin(account)).get(run.getString("job_id"));
    }

    @Test
    void keepsTheRecordOfARunThatGoesOn() {
        String config = deletion("vault_id", vault.toString(), "older_than", "P90D");
        JsonPath run = schedules.runNow(config);
        UUID going = UUID.randomUUID();
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " not_before) VALUES (?, ?, 'delete-key-backups', 'test', 'vault', ARRAY[?]::uuid[], '-infinity',"
                        + " now(), now() + interval '1 hour')",
                going,
                account,
                vault);
        Seed.update("UPDATE job_run SET job_id = ? WHERE id = ?::uuid", going, run.getString("id"));

        Callers.admin(account)
                .delete(Schedules.JOBS + "/" + run.getString("id"))
                .then()
                .statusCode(409);
    }

    @Test
    void aDeletedScheduleLeavesItsJobsAndItsKeysAlone() {
        String config = schedules.make(Schedules.hourly("cckm_key_backup", Map.of()));
        part(key, "enable-backup-job", Map.of("backup_job_config_id", config));

        Callers.admin(account).delete(Schedules.CONFIGS + "/" + config).then().statusCode(204);

        Callers.admin(account).get(Schedules.CONFIGS + "/" + config).then().statusCode(404);
        Callers.admin(account)
                .get("/api/v1/cckm/azure/keys/" + key)
                .then()
                .statusCode(200)
                .body("backup_config", nullValue());
    }

    @Test
    void aKeyThatIsTakenOutOfAScheduleByHandIsOnRecord() {
        String config = schedules.make(Schedules.hourly("cckm_key_backup", Map.of()));
        part(key, "enable-backup-job", Map.of("backup_job_config_id", config));

        Seed.update("UPDATE azure_key SET backup_config_id = NULL WHERE id = ?", key);

        assertThat(
                Seed.query(
                        String.class,
                        "SELECT details::jsonb ->> 'changed' FROM audit_record WHERE account = ? AND action = 'key.changed'"
                                + " ORDER BY seq DESC LIMIT 1",
                        account),
                contains("[\"backup_config_id\"]"));
        assertThat(
                Seed.query(
                        Long.class,
                        "SELECT count(*) FROM audit_record WHERE account = ? AND action = 'key.changed'",
                        account),
                contains(2L));
    }

    @Test
    void ofAScheduleThatIsDeletedOneRecordNamesItsKeysAndOneItsRuns() {
        String config = schedules.make(Schedules.hourly("cckm_key_backup", Map.of()));
        schedules.runNow(config);
        schedules.runNow(config);
        UUID second = Seed.key(vault, "encryption");
        part(key, "enable-backup-job", Map.of("backup_job_config_id", config));
        part(second, "enable-backup-job", Map.of("backup_job_config_id", config));
        long before = Seed.query(Long.class, "SELECT max(seq) FROM audit_record WHERE account = ?", account)
                .get(0);

        Callers.admin(account).delete(Schedules.CONFIGS + "/" + config).then().statusCode(204);

        assertThat(
                Seed.query(
                        String.class,
                        "SELECT action || ' ' || coalesce(details::jsonb -> 'keys' ->> 'count', '')"
                                + " || coalesce(details::jsonb -> 'runs' ->> 'count', '') FROM audit_record"
                                + " WHERE account = ? AND seq > ? AND subject LIKE '%:scheduler:job-configs:' || ?",
                        account,
                        before,
                        config),
                containsInAnyOrder("schedule.keys-released 2", "schedule-run.deleted 2", "schedule.deleted "));
        assertThat(
                "and there is no other",
                Seed.query(Long.class, "SELECT max(seq) - ? FROM audit_record WHERE account = ?", before, account),
                equalTo(List.of(3L)));
    }

    @Test
    void listsSchedules() {
        String first = deletion("vault_id", vault.toString(), "older_than", "P90D");
        String second = schedules.make(Schedules.hourly("cckm_key_backup", Map.of()));
        Callers.admin(account)
                .get(Schedules.CONFIGS)
                .then()
                .statusCode(200)
                .body("total", is(2))
                .body("resources.id", equalTo(List.of(second, first)));
        Callers.admin(account)
                .queryParam("operation", "cckm_key_backup")
                .queryParam("disabled", "false")
                .queryParam("sort", "name,-next_run_at")
                .get(Schedules.CONFIGS)
                .then()
                .body("resources.id", equalTo(List.of(second)));
        Callers.admin(account)
                .get("/api/v1/scheduler/operations")
                .then()
                .statusCode(200)
                .body(
                        "resources.operation",
                        containsInAnyOrder("cckm_key_backup", "cckm_synchronization", "cckm_delete_key_backups"));
    }

    @Test
    void listsNoMoreThanFitsIntoMemory() {
        String one = deletion("keys", List.of(Seed.key(vault, "of-the-list").toString()), "older_than", "P90D");
        Seed.update(
                "INSERT INTO job_config (id, account, name, operation, run_at, parameters, created_by)"
                        + " SELECT gen_random_uuid(), account, 'large-' || n, operation, run_at, jsonb_set(parameters, '{keys}',"
                        + " (SELECT jsonb_agg(gen_random_uuid()) FROM generate_series(1, 900))), created_by"
                        + " FROM job_config, generate_series(1, 130) n WHERE id = ?::uuid",
                one);
        Seed.update(
                "INSERT INTO job_run (id, account, config_id, operation, due_at, by_hand, error, left_out)"
                        + " SELECT gen_random_uuid(), account, id, operation, now(), false, 'x',"
                        + " ARRAY(SELECT repeat('x', 40) FROM generate_series(1, 900)) FROM job_config WHERE account = ?",
                account);

        for (String path : List.of(Schedules.CONFIGS, Schedules.JOBS)) {
            for (int limit : new int[] {-1, 1_000, 131}) {
                Callers.admin(account)
                        .queryParam("limit", limit)
                        .get(path)
                        .then()
                        .statusCode(400)
                        .body("message", startsWith("limit: "));
            }
            Callers.admin(account)
                    .queryParam("limit", 100)
                    .get(path)
                    .then()
                    .statusCode(200)
                    .body("resources", hasSize(100));
        }
    }

    @Test
    void jobsOfOtherOperationsAreNoBulkJobs() {
        String id = new SyncJobs(() -> Callers.admin(account)).start(vault);

        Callers.admin(account).get(BulkJobs.PATH + "/" + id).then().statusCode(404);
        Callers.admin(account).post(BulkJobs.PATH + "/" + id + "/cancel").then().statusCode(404);
        Callers.admin(account).delete(BulkJobs.PATH + "/" + id).then().statusCode(404);
        Callers.admin(account).get(BulkJobs.PATH).then().body("total", is(0));
        Callers.admin(account).get(SyncJobs.PATH).then().body("total", greaterThan(0));
    }
}

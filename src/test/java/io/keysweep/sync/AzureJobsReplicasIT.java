package io.keysweep.sync;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Eventually;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.Services;
import io.keysweep.support.SyncJobs;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs that go through Azure and schedules, with the packaged service as processes: killed, two on one database, small. */
@OwnProcesses
class AzureJobsReplicasIT {

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int KEYS = 300;
    private static final int MANY_KEYS = 10_000;
    private static final int SCHEDULES = 20;

    @RegisterExtension
    static final Services services = new Services()
            // What a killed replica had in hand is taken over after that time.
            .with("keysweep.sync.step-timeout", "5s")
            .with("keysweep.sync.lease", "6s");

    private final String account = Seed.account();
    private final AzureVault azure = AzureVault.number(3);
    private UUID vault;
    private ServiceProcess first;

    @BeforeEach
    void startFirst() {
        azure.empty();
        first = services.start();
        vault = azure.register(account, "payments");
    }

    @AfterEach
    void mend() {
        azure.mends();
    }

    private SyncJobs through(ServiceProcess replica) {
        return new SyncJobs(() -> replica.admin(account));
    }

    private long backups() {
        return Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE account = ?", account)
                .get(0);
    }

    private void checkAllSeenAndBackedUpOnce(JsonPath job) {
        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getString("detailed_status.'" + vault + "'"), equalTo("Success"));
        assertThat(job.getInt("counts.keys"), is(KEYS));
        assertThat(job.getInt("counts.backups"), is(KEYS));
        assertThat(
                Seed.query(
                        Long.class,
                        "SELECT count(*) FROM azure_key WHERE vault_id = ? AND status = 'AVAILABLE' AND NOT gone",
                        vault),
                equalTo(List.of((long) KEYS)));
        assertThat(
                Seed.query(Long.class, "SELECT count(DISTINCT key_id) FROM key_backup WHERE account = ?", account),
                equalTo(List.of((long) KEYS)));
        assertThat("none is backed up twice", backups(), is((long) KEYS));
    }

    @Test
    void goesOnAfterASigkillInTheMiddleOfTheList() {
        azure.createKeys("k-", KEYS);
        azure.meets(Map.of("operation", "list", "count", 1_000, "delay_ms", 150));
        String id = through(first).start(true, vault);
        through(first).awaitKeys(id, 50);
        first.kill();
        assertThat(
                "killed in the middle",
                Seed.query(Long.class, "SELECT count(*) FROM azure_key WHERE vault_id = ?", vault)
                        .get(0),
                lessThan((long) KEYS));

        ServiceProcess second = services.start();

        checkAllSeenAndBackedUpOnce(through(second).awaitEnd(id));
    }

    @Test
    void goesOnAfterASigkillInTheMiddleOfTheBackups() {
        azure.createKeys("k-", KEYS);
        azure.meets(Map.of("operation", "backup", "count", 1_000, "delay_ms", 100));
        String id = through(first).start(true, vault);
        Eventually.within(DEADLINE, "some keys are backed up", () -> backups() > 60);
        first.kill();
        assertThat("killed in the middle", backups(), lessThan((long) KEYS));

        ServiceProcess second = services.start();

        checkAllSeenAndBackedUpOnce(through(second).awaitEnd(id));
    }

    @Test
    void aDueTimeIsRunForOnceWithTwoReplicas() {
        ServiceProcess second = services.start();
        Schedules schedules = new Schedules(() -> first.admin(account));
        Map<String, Object> body =
                Schedules.hourly("cckm_delete_key_backups", Map.of("vault_id", vault.toString(), "older_than", "P90D"));
        List<String> configs = IntStream.range(0, SCHEDULES)
                .mapToObj(n -> schedules.make(body))
                .toList();

        Seed.update(
                "UPDATE job_config SET next_run_at = date_trunc('hour', now()) - interval '5 hours' WHERE account = ?",
                account);

        Eventually.within(
                DEADLINE,
                "all are due in the future again",
                () -> Seed.query(
                                        Long.class,
                                        "SELECT count(*) FROM job_config WHERE account = ? AND next_run_at <= now()",
                                        account)
                                .get(0)
                        == 0);
        for (String config : configs) {
            assertThat(schedules.runs(config).getInt("total"), is(1));
        }
        assertThat(
                Seed.query(Long.class, "SELECT count(*) FROM bulk_job WHERE account = ?", account),
                equalTo(List.of((long) SCHEDULES)));
    }

    // All keys of the vault at once would not fit beside the rest of the service.
    @Test
    void tenThousandKeysFitIntoASmallHeap() {
        first.stop();
        azure.createKeys("k-with-a-rather-long-name-so-that-it-needs-its-room-", MANY_KEYS);
        ServiceProcess second = services.startWithHeap("96m");

        JsonPath job = through(second).awaitEnd(through(second).start(vault));

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.keys"), is(MANY_KEYS));
        assertThat(
                Seed.query(Long.class, "SELECT count(*) FROM azure_key WHERE vault_id = ?", vault),
                equalTo(List.of((long) MANY_KEYS)));
        // As if the second had been well after the last change: Azure tells times in whole seconds.
        Seed.update("UPDATE azure_key SET synced_at = synced_at + interval '1 minute' WHERE vault_id = ?", vault);
        int read = azure.calls("get");
        assertThat(through(second).awaitEnd(through(second).start(vault)).getInt("counts.keys"), is(MANY_KEYS));
        assertThat("nothing had changed", azure.calls("get"), is(read));
    }
}

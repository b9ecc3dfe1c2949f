package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.keysweep.dev.EmbeddedDatabase;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.TestEnvironment;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged service as processes: killed, paused, stopped, and two on one database. */
class ReplicasIT {

    private static final Instant FROM = Instant.parse("2022-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-01-01T00:00:00Z");
    private static final int BACKUPS = 60_000;
    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private static final Pattern ROWS_DELETED = Pattern.compile("keysweep_rows_deleted_total(?:\\{[^}]*})? ([0-9.E]+)");

    private static TestEnvironment environment;
    private static Map<String, String> settings;

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final Set<UUID> kept =
            new HashSet<>(Seed.backups(Seed.key(Seed.vault(account, "archive"), "k"), 1_000, FROM, TO, 200));
    private final Set<UUID> selected = new HashSet<>(Seed.backups(Seed.key(vault, "signing"), BACKUPS, FROM, TO, 200));

    private ServiceProcess first;
    private ServiceProcess second;

    @BeforeAll
    static void startDatabase() {
        environment = new TestEnvironment();
        settings = new HashMap<>(environment.start());
        settings.put("keysweep.sweep.slice-size", "2000");
        settings.put("keysweep.sweep.chunk-size", "20");
        makeSchema();
    }

    /** The first to start does. */
    private static void makeSchema() {
        ServiceProcess.start(settings).stop();
    }

    @AfterAll
    static void stopDatabase() {
        environment.stop();
    }

    @AfterEach
    void stopReplicas() {
        for (ServiceProcess replica : new ServiceProcess[] {first, second}) {
            if (replica != null) {
                replica.close();
            }
        }
    }

    private BulkJobs through(ServiceProcess replica) {
        return new BulkJobs(() -> at(replica));
    }

    private RequestSpecification at(ServiceProcess replica) {
        return Callers.admin(account).baseUri(replica.baseUri()).port(replica.port());
    }

    private void checkExactlyOnce(JsonPath job) {
        String id = job.getString("id");
        List<UUID> recorded =
                Seed.query(UUID.class, "SELECT unnest(ids) FROM bulk_job_outcome WHERE job_id = ?::uuid", id);
        assertThat(recorded.size(), is(BACKUPS));
        assertThat(new HashSet<>(recorded), equalTo(selected));
        assertThat(
                new HashSet<>(Seed.query(UUID.class, "SELECT id FROM key_backup WHERE account = ?", account)),
                equalTo(kept));
        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.total"), is(BACKUPS));
        assertThat(job.getInt("counts.succeeded"), is(BACKUPS));
        assertThat(
                Seed.query(Long.class, "SELECT sum(succeeded)::bigint FROM bulk_job_slice WHERE job_id = ?::uuid", id)
                        .get(0),
                is((long) BACKUPS));
    }

    private double rowsDeletedBy(ServiceProcess replica) {
        String metrics =
                RestAssured.given().port(replica.port()).get("/q/metrics").asString();
        Matcher rows = ROWS_DELETED.matcher(metrics);
        assertThat("the metric is there", rows.find(), is(true));
        return Double.parseDouble(rows.group(1));
    }

    @Test
    void goesOnAfterASigkillInTheMiddleOfAJob() {
        first = ServiceProcess.start(settings);
        String id = through(first).start("vault_id", vault);
        through(first).awaitSucceeded(id, 1_000);
        first.kill();
        long left = Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE vault_id = ?", vault)
                .get(0);
        assertThat("killed in the middle", left, greaterThan(0L));

        second = ServiceProcess.start(settings);

        checkExactlyOnce(through(second).awaitEnd(id));
    }

    @Test
    void goesOnThroughSigkillAfterSigkill() {
        String id = null;
        for (int kill = 0; kill < 4; kill++) {
            first = ServiceProcess.start(settings);
            BulkJobs jobs = through(first);
            id = id == null ? jobs.start("vault_id", vault) : id;
            long before = jobs.get(id).getLong("counts.succeeded");
            jobs.awaitSucceeded(id, Math.min(BACKUPS, before + 500));
            first.kill();
        }
        second = ServiceProcess.start(settings);

        checkExactlyOnce(through(second).awaitEnd(id));
    }

    @Test
    void sharesOneJobBetweenTwoReplicas() {
        first = ServiceProcess.start(settings);
        second = ServiceProcess.start(settings);

        String id = through(first).start("vault_id", vault);

        checkExactlyOnce(through(second).awaitEnd(id));
        assertThat(rowsDeletedBy(first), greaterThan(0.0));
        assertThat(rowsDeletedBy(second), greaterThan(0.0));
        assertThat(rowsDeletedBy(first) + rowsDeletedBy(second), is((double) BACKUPS));
    }

    @Test
    void letsAReplicaThatWasPausedBeyondItsLeasesDoNoHarm() throws Exception {
        first = ServiceProcess.start(settings);
        second = ServiceProcess.start(settings);
        String id = through(first).start("vault_id", vault);
        through(second).awaitSucceeded(id, 1_000);

        signal("STOP", first);
        JsonPath job = through(second).awaitEnd(id);
        signal("CONT", first);
        first.awaitReady();

        checkExactlyOnce(job);
        assertThat(through(first).get(id).getString("overall_status"), equalTo("completed"));
    }

    @Test
    void handsItsLeasesBackWhenItIsStopped() {
        first = ServiceProcess.start(settings);
        String id = through(first).start("vault_id", vault);
        through(first).awaitSucceeded(id, 1_000);

        first.stop();

        assertThat(
                Seed.query(
                                Long.class,
                                "SELECT count(*) FROM bulk_job_slice WHERE job_id = ?::uuid AND lease_until IS NOT NULL",
                                id)
                        .get(0),
                is(0L));
        second = ServiceProcess.start(settings);
        checkExactlyOnce(through(second).awaitEnd(id));
    }

    @Test
    void migratesOnceHoweverManyStartAtTheSameTime() {
        try (EmbeddedDatabase empty = EmbeddedDatabase.start()) {
            Map<String, String> onEmpty = new HashMap<>(settings);
            onEmpty.putAll(empty.settings());
            first = ServiceProcess.launch(onEmpty);
            second = ServiceProcess.launch(onEmpty);

            first.awaitReady();
            second.awaitReady();
            first.close();
            second.close();
        }
    }

    @Test
    void saysWhatIsWrongWithItsSettingsAndDoesNotStart() {
        Map<String, String> wrong = new HashMap<>(settings);
        wrong.put("keysweep.sweep.slices-per-replica", "0");
        wrong.put("keysweep.swep.chunk-size", "10");
        first = ServiceProcess.launch(wrong);

        assertThat(first.awaitExit(), greaterThan(0));
        assertThat(first.log(), containsString("keysweep.sweep.slices-per-replica must be 1 to 64, is 0"));
        assertThat(first.log(), containsString("keysweep.swep.chunk-size is no setting"));
    }

    @Test
    void saysThatItHasNoDatabaseAndDoesNotStart() {
        Map<String, String> none = new HashMap<>(settings);
        none.keySet().removeIf(name -> name.startsWith("quarkus.datasource."));
        first = ServiceProcess.launch(none);

        assertThat(first.awaitExit(), greaterThan(0));
        assertThat(first.log(), containsString("quarkus.datasource."));
    }

    private static void signal(String name, ServiceProcess process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        Eventually.within(DEADLINE, "the signal is sent", () -> !kill.isAlive());
        assertThat(kill.exitValue(), is(0));
    }
}

package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.Services;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged service as processes: killed, paused, stopped, and two on one database. */
@OwnProcesses
class ReplicasIT {

    private static final Instant FROM = Instant.parse("2022-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-01-01T00:00:00Z");
    private static final int BACKUPS = 20_000;
    private static final Pattern ROWS_DELETED = Pattern.compile("keysweep_rows_deleted_total(?:\\{[^}]*})? ([0-9.E]+)");

    @RegisterExtension
    static final Services services = new Services()
            .with("keysweep.sweep.slice-size", "2000")
            .with("keysweep.sweep.chunk-size", "20")
            .with("keysweep.sweep.slices-per-replica", "2")
            .migrated();

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final Set<UUID> kept =
            new HashSet<>(Seed.backups(Seed.key(Seed.vault(account, "archive"), "k"), 1_000, FROM, TO, 200));
    private final Set<UUID> selected = new HashSet<>(Seed.backups(Seed.key(vault, "signing"), BACKUPS, FROM, TO, 200));

    private BulkJobs through(ServiceProcess replica) {
        return new BulkJobs(() -> replica.admin(account));
    }

    // Chunks are small for a job to last; who takes over has no reason to take as long.
    private static ServiceProcess startQuickOne() {
        Map<String, String> settings = services.settings();
        settings.put("keysweep.sweep.chunk-size", "1000");
        return services.start(settings);
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
        ServiceProcess first = services.start();
        String id = through(first).start("vault_id", vault);
        through(first).awaitSucceeded(id, 1_000);
        first.kill();
        long left = Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE vault_id = ?", vault)
                .get(0);
        assertThat("killed in the middle", left, greaterThan(0L));

        ServiceProcess second = startQuickOne();

        checkExactlyOnce(through(second).awaitEnd(id));
    }

    @Test
    void goesOnThroughSigkillAfterSigkill() {
        String id = null;
        for (int kill = 0; kill < 4; kill++) {
            ServiceProcess first = services.start();
            BulkJobs jobs = through(first);
            id = id == null ? jobs.start("vault_id", vault) : id;
            long before = jobs.get(id).getLong("counts.succeeded");
            jobs.awaitSucceeded(id, Math.min(BACKUPS, before + 500));
            first.kill();
        }
        ServiceProcess second = startQuickOne();

        checkExactlyOnce(through(second).awaitEnd(id));
    }

    @Test
    void sharesOneJobBetweenTwoReplicas() {
        ServiceProcess first = services.start();
        ServiceProcess second = services.start();

        String id = through(first).start("vault_id", vault);

        checkExactlyOnce(through(second).awaitEnd(id));
        assertThat(rowsDeletedBy(first), greaterThan(0.0));
        assertThat(rowsDeletedBy(second), greaterThan(0.0));
        assertThat(rowsDeletedBy(first) + rowsDeletedBy(second), is((double) BACKUPS));
    }

    @Test
    void letsAReplicaThatWasPausedBeyondItsLeasesDoNoHarm() {
        ServiceProcess first = services.start();
        ServiceProcess second = services.start();
        String id = through(first).start("vault_id", vault);
        through(second).awaitSucceeded(id, 1_000);

        first.pause();
        JsonPath job = through(second).awaitEnd(id);
        first.goOn();
        first.awaitReady();

        checkExactlyOnce(job);
        assertThat(through(first).get(id).getString("overall_status"), equalTo("completed"));
    }

    @Test
    void handsItsLeasesBackWhenItIsStopped() {
        ServiceProcess first = services.start();
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
        ServiceProcess second = startQuickOne();
        checkExactlyOnce(through(second).awaitEnd(id));
    }
}

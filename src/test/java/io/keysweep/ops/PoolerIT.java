package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.PgBouncer;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.Services;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two replicas of the packaged service that share four connections through PgBouncer in transaction mode. */
@OwnProcesses
class PoolerIT {

    private static final Instant FROM = Instant.parse("2022-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-01-01T00:00:00Z");
    private static final int BACKUPS = 20_000;

    @RegisterExtension
    static final Services services =
            new Services().with("keysweep.sweep.slice-size", "1000").with("keysweep.sweep.chunk-size", "50");

    private static PgBouncer pooler;
    private static Map<String, String> settings;

    @BeforeAll
    static void startPooler() {
        assumeTrue(PgBouncer.program().isPresent(), "skipped: install pgbouncer (Debian: apt-get install pgbouncer)");
        settings = services.settings();
        String direct = settings.get("quarkus.datasource.reactive.url");
        pooler = PgBouncer.before(URI.create(direct).getPort());
        settings.putAll(pooler.settings());
    }

    @AfterAll
    static void stopPooler() {
        if (pooler != null) {
            pooler.close();
        }
    }

    @Test
    void sweepsAJobThroughAPoolerThatKeepsNoSession() {
        ServiceProcess first = services.start(settings);
        ServiceProcess second = services.start(settings);
        String account = Seed.account();
        UUID vault = Seed.vault(account, "payments");
        Seed.backups(Seed.key(vault, "signing"), BACKUPS, FROM, TO, 200);
        BulkJobs jobs = new BulkJobs(() -> first.admin(account));

        JsonPath job = jobs.run("vault_id", vault);

        assertThat(job.getString("overall_status"), is("completed"));
        assertThat(job.getInt("counts.succeeded"), is(BACKUPS));
        for (ServiceProcess replica : new ServiceProcess[] {first, second}) {
            assertThat(replica.log(), not(containsString("prepared statement")));
            assertThat(replica.log(), not(containsString("put off")));
        }
    }
}

package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.keysweep.dev.EmbeddedDatabase;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Eventually;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.Ports;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.Services;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged service as it starts, or does not. */
@OwnProcesses
class StartupIT {

    private static final String VAULTS = "/api/v1/cckm/azure/vaults";
    private static final Duration SOON = Duration.ofMinutes(1);

    @RegisterExtension
    static final Services services = new Services();

    @Test
    void migratesOnceHoweverManyStartAtTheSameTime() {
        try (EmbeddedDatabase empty = EmbeddedDatabase.start()) {
            Map<String, String> onEmpty = services.settings();
            onEmpty.putAll(empty.settings());
            ServiceProcess first = services.launch(onEmpty);
            ServiceProcess second = services.launch(onEmpty);

            first.awaitReady();
            second.awaitReady();
            first.close();
            second.close();
        }
    }

    @Test
    void saysWhatIsWrongWithItsSettingsAndDoesNotStart() {
        Map<String, String> wrong = services.settings();
        wrong.put("keysweep.sweep.slices-per-replica", "0");
        wrong.put("keysweep.swep.chunk-size", "10");
        wrong.put("keysweep.http.forwarding-proxies", "0");
        wrong.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        ServiceProcess first = services.launch(wrong);

        assertThat(first.awaitExit(), greaterThan(0));
        assertThat(first.log(), containsString("keysweep.sweep.slices-per-replica must be 1 to 64, is 0"));
        assertThat(first.log(), containsString("keysweep.swep.chunk-size is no setting"));
        assertThat(first.log(), containsString("keysweep.http.forwarding-proxies must be 1 to 10, is 0"));
        assertThat(first.log(), containsString("quarkus.http.proxy.trusted-proxies must name the proxies"));
    }

    @Test
    void saysThatItHasNoDatabaseAndDoesNotStart() {
        Map<String, String> none = services.settings();
        none.keySet().removeIf(name -> name.startsWith("quarkus.datasource."));
        ServiceProcess first = services.launch(none);

        assertThat(first.awaitExit(), greaterThan(0));
        assertThat(first.log(), containsString("problem=quarkus.datasource.reactive.url is not set"));
        assertThat(first.log(), containsString("problem=quarkus.datasource.jdbc.url is not set"));
        assertThat(first.log(), not(containsString("InactiveBeanException")));
    }

    @Test
    void startsWithoutItsDatabaseAndGoesOnWhenThatComes() throws IOException {
        int port = Ports.free();
        Map<String, String> early = services.settings();
        early.putAll(EmbeddedDatabase.settings(port));
        ServiceProcess first = services.launch(early);

        first.awaitStatus("/q/health/live", 200);
        assertThat(first.status("/q/health/ready"), is(503));
        assertThat(first.status(VAULTS), is(503));
        try (EmbeddedDatabase late = EmbeddedDatabase.start(port)) {
            // The first that is let through was held up while the schema was looked at, and has its body yet.
            firstLetThrough(first, BulkJobs.body("vault_id", UUID.randomUUID()))
                    .then()
                    .statusCode(404)
                    .body("message", containsString("vault_id"));
            first.awaitReady();
            assertThat(first.status(VAULTS), is(401));
            first.close();
        }
    }

    private static Response firstLetThrough(ServiceProcess service, Map<String, Object> job) {
        AtomicReference<Response> answer = new AtomicReference<>();
        Eventually.within(SOON, "a request is let through", () -> {
            answer.set(service.admin("early")
                    .contentType(ContentType.JSON)
                    .body(job)
                    .post(BulkJobs.PATH));
            return answer.get().statusCode() != 503;
        });
        return answer.get();
    }

    @Test
    void doesNotHoldUpItsStopWhenTheDatabaseNeverCame() throws IOException {
        Map<String, String> early = services.settings();
        early.putAll(EmbeddedDatabase.settings(Ports.free()));
        ServiceProcess first = services.launch(early);
        first.awaitStatus("/q/health/live", 200);

        long asked = System.nanoTime();
        first.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - asked), lessThan(Duration.ofSeconds(5)));
    }

    @Test
    void migratesAndEndsWhenThatIsAllItIsFor() {
        Map<String, String> step = databaseOf(services.settings());
        step.put("keysweep.migrate", "only");
        try (EmbeddedDatabase empty = EmbeddedDatabase.start()) {
            step.putAll(empty.settings());
            ServiceProcess first = services.launch(step);

            assertThat(first.log(), first.awaitExit(), is(0));
            assertThat(applied(empty), is((long) SchemaRepository.MIGRATIONS));
        }
        ServiceProcess second = services.launch(step);

        assertThat(second.awaitExit(), is(1));
        assertThat(second.log(), containsString("schema not migrated"));
    }

    @Test
    void waitsForSomebodyElseToMigrate() {
        try (EmbeddedDatabase database = EmbeddedDatabase.start()) {
            migrateTo("1", database);
            Map<String, String> onOldSchema = services.settings();
            onOldSchema.putAll(database.settings());
            onOldSchema.put("keysweep.migrate", "never");
            ServiceProcess first = services.launch(onOldSchema);
            first.awaitStatus("/q/health/live", 200);
            first.awaitStatus("/q/health/ready", 503);
            assertThat(first.status(VAULTS), is(503));
            assertThat(applied(database), is(1L));

            onOldSchema.put("keysweep.migrate", "only");
            ServiceProcess second = services.launch(onOldSchema);
            assertThat(second.log(), second.awaitExit(), is(0));

            first.awaitReady();
            assertThat(first.status(VAULTS), is(401));
            assertThat(first.log(), containsString("schema too old migrationsApplied=1 migrationsNeeded="));
            first.close();
        }
    }

    @Test
    void warnsWithNumbersWhenReplicasMayNeedMoreConnectionsThanThereAre() {
        Map<String, String> many = services.settings();
        many.put("keysweep.ops.replicas", "50");
        ServiceProcess first = services.start(many);

        Eventually.within(Duration.ofSeconds(10), "the warning is logged", () -> first.log()
                .contains("too few connections replicas=50 perReplica=22 needed=1100 allowed=197"));
    }

    @Test
    void warnsWhenItsRolePassesRowLevelSecurity() {
        Map<String, String> superuser = services.settings();
        superuser.put("quarkus.datasource.username", "postgres");
        superuser.put("quarkus.datasource.password", "postgres");
        ServiceProcess first = services.start(superuser);

        Eventually.within(Duration.ofSeconds(10), "the warning is logged", () -> first.log()
                .contains("row-level security does not hold for the role of quarkus.datasource.username"));
    }

    private static Map<String, String> databaseOf(Map<String, String> all) {
        all.keySet().removeIf(name -> !name.startsWith("quarkus.datasource.") && !name.startsWith("quarkus.flyway."));
        return all;
    }

    private static void migrateTo(String version, EmbeddedDatabase database) {
        Map<String, String> at = database.settings();
        Flyway.configure()
                .dataSource(at.get("quarkus.datasource.jdbc.url"), EmbeddedDatabase.OWNER, EmbeddedDatabase.OWNER)
                .target(version)
                .load()
                .migrate();
    }

    private static long applied(EmbeddedDatabase database) {
        try (Connection connection = DriverManager.getConnection(
                        database.settings().get("quarkus.datasource.jdbc.url"), "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM flyway_schema_history WHERE success")) {
            count.next();
            return count.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

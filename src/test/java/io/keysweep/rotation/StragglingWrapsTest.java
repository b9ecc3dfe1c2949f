package io.keysweep.rotation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.support.AzureConnections;
import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.KeyVaultEnvironment;
import io.keysweep.support.RotationJobs;
import io.keysweep.support.Seed;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was wrapped by the old key before a rotation of the wrapping key, and stored while or after it ran. */
@QuarkusTest
@WithTestResource(KeyVaultEnvironment.class)
class StragglingWrapsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String INSERT =
            "INSERT INTO data_key (id, account, vault_id, month, wrapped, wrapping_key) VALUES (?, ?, ?, ?::date, ?, ?)";

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private final RotationJobs rotations = new RotationJobs(() -> Callers.admin(account));
    private final RotationJobs root = new RotationJobs(() -> Callers.admin("kylo"));
    private UUID vault;
    private String old;

    /** A wrapped data key that no table holds. */
    private record OnItsWay(UUID id, UUID vault, byte[] wrapped, String wrappingKey) {}

    @BeforeEach
    void seedVault() {
        old = KeyVaultEnvironment.newVersion();
        AzureVault.number(1).createKey(name);
        vault = vault(account, "payments");
        take(account, vault).statusCode(201);
    }

    @AfterEach
    void azureIsBack() {
        KeyVaultEnvironment.vault().mends();
    }

    private UUID vault(String of, String called) {
        UUID id = AzureVault.number(1).register(of, called);
        Seed.update("DELETE FROM data_key WHERE vault_id = ?", id);
        return id;
    }

    private ValidatableResponse take(String of, UUID from) {
        return Callers.admin(of)
                .noContentType()
                .post("/api/v1/cckm/azure/keys/" + Seed.key(from, name) + "/backups")
                .then();
    }

    private OnItsWay onItsWay() {
        UUID other = vault(account, "other-" + UUID.randomUUID());
        take(account, other).statusCode(201);
        UUID id = Seed.query(UUID.class, "SELECT id FROM data_key WHERE vault_id = ?", other)
                .get(0);
        byte[] wrapped = Seed.query(byte[].class, "SELECT wrapped FROM data_key WHERE id = ?", id)
                .get(0);
        Seed.update("DELETE FROM key_backup WHERE vault_id = ?", other);
        Seed.update("DELETE FROM data_key WHERE id = ?", id);
        return new OnItsWay(id, other, wrapped, old);
    }

    private Object[] row(OnItsWay key) {
        return new Object[] {key.id(), account, key.vault(), "1975-01-01", key.wrapped(), key.wrappingKey()};
    }

    private List<String> wrappers() {
        return Seed.query(String.class, "SELECT wrapping_key FROM data_key WHERE account = ?", account);
    }

    @Test
    void oneThatIsStoredBehindTheCursorIsFoundAtTheEnd() {
        IntStream.range(0, 4).forEach(n -> AzureConnections.create(account, "azure-" + n));
        OnItsWay late = onItsWay();
        String fresh = KeyVaultEnvironment.newVersion();
        KeyVaultEnvironment.vault().meets(Map.of("operation", "wrapkey", "count", 1_000, "delay_ms", 1_500));
        String id = rotations.startWrappingKey();
        Eventually.within(SOON, "the data keys are passed", () -> Seed.query(
                        String.class,
                        "SELECT coalesce(continuation, '') FROM bulk_job_slice WHERE job_id = ?::uuid",
                        id)
                .stream()
                .anyMatch(at -> at.startsWith("CONNECTION")));

        Seed.update(INSERT, row(late));

        JsonPath job = rotations.awaitEnd(id);
        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.failed"), is(0));
        assertThat(wrappers(), everyItem(equalTo(fresh)));
    }

    @Test
    void whatDoesNotOpenIsOnRecordOnceAndKeepsTheJobFromNoEnd() {
        Seed.update(INSERT, UUID.randomUUID(), account, vault, "1975-01-01", new byte[] {0}, old);
        KeyVaultEnvironment.newVersion();

        JsonPath job = rotations.awaitEnd(rotations.startWrappingKey());

        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.failed"), is(1));
    }

    @Test
    void aRotationOfTheRootDomainWaitsForWhoIsStoringByTheOldKey() throws Exception {
        OnItsWay late = onItsWay();
        String fresh = KeyVaultEnvironment.newVersion();
        CompletableFuture<String> accepted;
        try (Connection storing = Seed.begin(INSERT, row(late))) {
            accepted = CompletableFuture.supplyAsync(root::startWrappingKey);
            assertThrows(TimeoutException.class, () -> accepted.get(2, TimeUnit.SECONDS));
            storing.commit();
        }

        root.awaitEnd(accepted.get());
        assertThat(wrappers(), everyItem(equalTo(fresh)));
    }

    @Test
    void afterOneOfTheRootDomainNothingIsStoredByTheOldKey() throws SQLException {
        OnItsWay late = onItsWay();
        KeyVaultEnvironment.newVersion();
        root.awaitEnd(root.startWrappingKey());

        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> Seed.update(INSERT, row(late)));

        assertThat(refused.getMessage(), containsString("wrapping key " + old + " is retired"));
        assertThat(refused.getMessage(), containsString("rotation"));
        take(account, vault(account, "next")).statusCode(201);
    }

    @Test
    void aReplicaThatStillWrapsByAReplacedKeyStoresNothingAndLeavesTheJobToOthers() {
        String current = KeyVaultEnvironment.newVersion();
        String id;
        Seed.update("INSERT INTO retired_wrapping_key (name, successor) VALUES (?, 'another')", current);
        try {
            take(account, vault(account, "fresh"))
                    .statusCode(503)
                    .body("message", containsString("wrapping key " + current + " is retired"));
            Callers.admin(account)
                    .contentType("application/json")
                    .body(AzureConnections.body("azure", "secret"))
                    .post(AzureConnections.PATH)
                    .then()
                    .statusCode(503)
                    .body("message", containsString("put another in its place"));
            id = rotations.startWrappingKey();
            Eventually.within(SOON, "its slice is put off", () -> failures(id) > 0);
            assertThat(wrappers(), equalTo(List.of(old)));
        } finally {
            Seed.update("DELETE FROM retired_wrapping_key WHERE name = ?", current);
        }

        assertThat(rotations.awaitEnd(id).getInt("counts.rotated"), is(1));
        assertThat(wrappers(), equalTo(List.of(current)));
    }

    private static int failures(String job) {
        return Seed.query(
                        Integer.class,
                        "SELECT coalesce(sum(failures), 0)::integer FROM bulk_job_slice WHERE job_id = ?::uuid",
                        job)
                .get(0);
    }

    @Test
    void oneOfTheRootDomainChangesTheKeysOfOneAccountInATransaction() {
        for (int n = 0; n < 6; n++) {
            String other = Seed.account();
            take(other, vault(other, "payments")).statusCode(201);
        }
        KeyVaultEnvironment.newVersion();

        root.awaitEnd(root.startWrappingKey());

        assertThat(
                "no two accounts' chains in one transaction",
                Seed.query(
                        String.class,
                        "SELECT xmin::text FROM audit_record WHERE action = 'data-key.changed'"
                                + " GROUP BY xmin::text HAVING count(DISTINCT account) > 1"),
                equalTo(List.of()));
    }

    // Rights to wrap and none to unwrap, as an identity may have for a key that is new to it.
    @Test
    void nothingIsPutUnderAKeyThatDoesNotOpenWhatItWrapped() {
        String fresh = KeyVaultEnvironment.newVersion();
        String version = fresh.substring(fresh.lastIndexOf('/') + 1);
        KeyVaultEnvironment.vault().meets(Map.of("operation", "unwrapkey " + version, "status", 403, "count", 1_000));

        JsonPath refused = rotations.awaitEnd(rotations.startWrappingKey());

        assertThat(refused.getString("overall_status"), equalTo("failed"));
        assertThat(refused.getString("error"), containsString("does not open what it wrapped"));
        assertThat(wrappers(), everyItem(equalTo(old)));
        KeyVaultEnvironment.vault().mends();
        assertThat(rotations.awaitEnd(rotations.startWrappingKey()).getInt("counts.rotated"), is(1));
        assertThat(wrappers(), everyItem(equalTo(fresh)));
    }
}

package io.keysweep.rotation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Eventually;
import io.keysweep.support.KeyVaultEnvironment;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.RotationJobs;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.Services;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rotations with the packaged service as processes: killed in the middle, two on one database. */
@OwnProcesses
class RotationReplicasIT {

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int BACKUPS = 40;
    private static final int VAULTS = 12;

    @RegisterExtension
    static final Services services = new Services(new KeyVaultEnvironment());

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private ServiceProcess first;

    @BeforeEach
    void startFirst() {
        first = services.start();
        AzureVault.number(1).createKey(name);
    }

    @AfterEach
    void mend() {
        KeyVaultEnvironment.vault().mends();
    }

    private RotationJobs through(ServiceProcess replica) {
        return new RotationJobs(() -> replica.admin(account));
    }

    private UUID vaultWithBackups(String called, int count) {
        UUID vault = AzureVault.number(1).register(account, called);
        Seed.update("DELETE FROM data_key WHERE vault_id = ?", vault);
        UUID key = Seed.key(vault, name);
        for (int i = 0; i < count; i++) {
            first.admin(account)
                    .noContentType()
                    .post("/api/v1/cckm/azure/keys/" + key + "/backups")
                    .then()
                    .statusCode(201);
        }
        return vault;
    }

    private static long count(String sql, Object... values) {
        return Seed.query(Long.class, sql, values).get(0);
    }

    private static long underRetired(UUID vault) {
        return count(
                "SELECT count(*) FROM key_backup b JOIN data_key d ON d.id = b.data_key_id"
                        + " WHERE b.vault_id = ? AND d.retired_at IS NOT NULL",
                vault);
    }

    @Test
    void dataKeysAreRotatedToTheEndAfterASigkillInTheMiddle() {
        UUID vault = vaultWithBackups("payments", BACKUPS);
        // The fresh data key is opened once a second, and each time it takes long.
        KeyVaultEnvironment.vault().meets(Map.of("operation", "unwrapkey", "count", 1_000, "delay_ms", 1_500));
        String id = through(first).startDataKeys(vault);
        Eventually.within(DEADLINE, "some are encrypted anew", () -> {
            long left = underRetired(vault);
            return left > 0 && left < BACKUPS;
        });
        first.kill();
        assertThat(
                "killed in the middle",
                count("SELECT count(*) FROM bulk_job WHERE id = ?::uuid AND completed_at IS NULL", id),
                is(1L));
        KeyVaultEnvironment.vault().mends();

        ServiceProcess second = services.start();

        JsonPath job = through(second).awaitEnd(id);
        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.rotated"), is(BACKUPS));
        assertThat(job.getInt("counts.failed"), is(0));
        assertThat(underRetired(vault), is(0L));
    }

    @Test
    void wrappedKeysAreRotatedToTheEndAfterASigkillInTheMiddleAndByTwoReplicas() {
        for (int i = 0; i < VAULTS; i++) {
            vaultWithBackups("vault-" + i, 1);
        }
        String version = KeyVaultEnvironment.newVersion();
        KeyVaultEnvironment.vault().meets(Map.of("operation", "wrapkey", "count", 1_000, "delay_ms", 700));
        String id = through(first).startWrappingKey();
        Eventually.within(DEADLINE, "some are wrapped anew", () -> done(version) > 0);
        first.kill();
        assertThat("killed in the middle", done(version), lessThan((long) VAULTS));
        KeyVaultEnvironment.vault().mends();

        ServiceProcess second = services.start();
        first = services.start();

        JsonPath job = through(first).awaitEnd(id);
        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getInt("counts.rotated"), is(VAULTS));
        assertThat(done(version), is((long) VAULTS));
    }

    private long done(String version) {
        return count("SELECT count(*) FROM data_key WHERE account = ? AND wrapping_key = ?", account, version);
    }

    @Test
    void twoReplicasAndTwoJobsAtOnceEncryptEachBackupUnderAKeyInForce() {
        ServiceProcess second = services.start();
        List<UUID> vaults = List.of(vaultWithBackups("one", 10), vaultWithBackups("two", 10));

        String one = through(first).startDataKeys(vaults.get(0));
        String all = second.admin(account)
                .contentType("application/json")
                .body("{\"level\":\"data-keys\"}")
                .post(RotationJobs.PATH)
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(through(second).awaitEnd(one).getInt("counts.failed"), is(0));
        assertThat(through(first).awaitEnd(all).getInt("counts.failed"), is(0));
        for (UUID vault : vaults) {
            assertThat(count("SELECT count(*) FROM key_backup WHERE vault_id = ?", vault), is(10L));
            assertThat(underRetired(vault), is(0L));
        }
    }
}

package io.keysweep.sync;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;

import io.keysweep.azure.KeyAttributes;
import io.keysweep.azure.KeyVersions;
import io.keysweep.azure.PublicKey;
import io.keysweep.azure.VaultKey;
import io.keysweep.azure.VaultRef;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.SliceKind;
import io.keysweep.sweep.SliceLease;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a synchronization writes under a lease that was handed on, after a cancel, or too late for the row: nothing. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SyncFencingTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int EPOCH = 5;

    @Inject
    FindingsRepository findings;

    @Inject
    BackUpRepository backUps;

    @Inject
    VaultStepRepository steps;

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final UUID job = UUID.randomUUID();

    // A slice that somebody holds for a good while yet, so that the loop of this process leaves it alone.
    @BeforeEach
    void seedJob() {
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " state, epoch, lease_until, fully_planned, slice_count)"
                        + " VALUES (?, ?, 'synchronize-keys', 'test', 'vault', ARRAY[?]::uuid[], '-infinity', now(), 'sweeping',"
                        + " 1, now() + interval '1 hour', true, 1)",
                job,
                account,
                vault);
        Seed.update(
                "INSERT INTO bulk_job_slice (job_id, slice_no, kind, scope_id, cursor_at, cursor_id, end_at, end_id, planned,"
                        + " phase, started_at, epoch, lease_owner, lease_until)"
                        + " VALUES (?, 0, 'vault-range', ?, '-infinity', gen_random_uuid(), 'infinity', gen_random_uuid(), 0,"
                        + " 'live', now(), ?, gen_random_uuid(), now() + interval '1 hour')",
                job,
                vault,
                EPOCH);
    }

    private static <T> T now(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }

    private SliceLease lease(int epoch) {
        return new SliceLease(job, "synchronize-keys", 0, epoch, SliceKind.VAULT_RANGE, 0);
    }

    private VaultStep step(int epoch, Phase phase, String continuation) {
        OffsetDateTime now =
                Seed.query(OffsetDateTime.class, "SELECT clock_timestamp()").get(0);
        VaultRef ref = new VaultRef(URI.create("https://payments.vault.azure.net"), account, null);
        return new VaultStep(
                lease(epoch), account, vault, "payments", ref, phase, continuation, 0, 0, now, now, true, false, null);
    }

    private static Findings findings() {
        Findings found = new Findings();
        found.changed(seen("new"));
        found.gone("signing");
        return found;
    }

    private static SeenKey seen(String name) {
        return new SeenKey(
                new VaultKey(
                        name,
                        "0123",
                        "https://payments.vault.azure.net/keys/" + name + "/0123",
                        "RSA",
                        null,
                        2048,
                        List.of("sign"),
                        new PublicKey("n", "AQAB", null, null),
                        KeyAttributes.NONE,
                        Map.of(),
                        false),
                new KeyVersions(1, 0, null));
    }

    private String state() {
        return Seed.query(
                        String.class,
                        "SELECT (SELECT string_agg(k::text, ';' ORDER BY k.key_name) FROM azure_key k WHERE k.vault_id = ?)"
                                + " || (SELECT s::text FROM bulk_job_slice s WHERE s.job_id = ?) || (SELECT v::text FROM vault v"
                                + " WHERE v.id = ?) || (SELECT count(*) FROM bulk_job_outcome WHERE job_id = ?)",
                        vault,
                        job,
                        vault,
                        job)
                .get(0);
    }

    private void changesNothing(VaultStep step) {
        String before = state();
        assertThat(
                now(findings.record(step, findings(), Progress.to(Phase.DELETED))),
                instanceOf(ChunkResult.LeaseLost.class));
        assertThat(state(), equalTo(before));
    }

    @Test
    void aLateStepRecordsNothing() {
        changesNothing(step(EPOCH - 1, Phase.LIVE, null));
        assertThat(now(steps.open(lease(EPOCH - 1))), equalTo(Optional.empty()));
    }

    @Test
    void aStepOfThePageBeforeRecordsNothing() {
        changesNothing(step(EPOCH, Phase.LIVE, "page 1"));
        changesNothing(step(EPOCH, Phase.MISSING, null));
    }

    @Test
    void aStepAfterACancelRecordsNothing() {
        Seed.update("UPDATE bulk_job SET abort = true WHERE id = ?", job);

        changesNothing(step(EPOCH, Phase.LIVE, null));
        assertThat(now(steps.open(lease(EPOCH))), equalTo(Optional.empty()));
    }

    @Test
    void aLateBackUpStepRecordsNothing() {
        Seed.update("UPDATE bulk_job_slice SET phase = 'back-up' WHERE job_id = ?", job);
        String before = state();

        assertThat(
                now(backUps.record(step(EPOCH - 1, Phase.BACK_UP, null), List.of(), List.of())),
                instanceOf(ChunkResult.LeaseLost.class));
        assertThat(state(), equalTo(before));
        assertThat(
                now(backUps.record(step(EPOCH, Phase.BACK_UP, null), List.of(), List.of())),
                equalTo(new ChunkResult.Swept(0, 0, 0, true)));
    }

    @Test
    void theHolderRecordsWhatItFound() {
        assertThat(
                now(findings.record(step(EPOCH, Phase.LIVE, null), findings(), Progress.to(Phase.DELETED))),
                equalTo(new ChunkResult.Swept(1, 0, 0, false)));

        assertThat(statuses(), equalTo(List.of("new AVAILABLE", "signing DELETED")));
    }

    private List<String> statuses() {
        return Seed.query(
                String.class,
                "SELECT key_name || ' ' || status FROM azure_key WHERE vault_id = ? ORDER BY key_name",
                vault);
    }

    // A call has soft-deleted it since Azure was asked: the older answer does not win.
    @Test
    void anAnswerThatIsOlderThanTheRowDoesNotWin() {
        VaultStep step = step(EPOCH, Phase.LIVE, null);
        Seed.update("UPDATE azure_key SET status = 'SOFT-DELETED', updated_at = clock_timestamp() WHERE id = ?", key);
        Findings found = new Findings();
        found.changed(seen("signing"));

        now(findings.record(step, found, Progress.to(Phase.DELETED)));

        assertThat(statuses(), equalTo(List.of("signing SOFT-DELETED")));
    }

    // Another synchronization saw the key after this one had begun: its mark counts here too.
    @Test
    void whatAnotherRunSawIsNotMissing() {
        VaultStep step = step(EPOCH, Phase.MISSING, null);
        assertThat(now(steps.missing(step)), equalTo(List.of("signing")));

        Seed.update("UPDATE azure_key SET synced_at = clock_timestamp() WHERE id = ?", key);

        assertThat(now(steps.missing(step)), equalTo(List.of()));
    }
}

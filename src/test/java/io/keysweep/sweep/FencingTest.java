package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every write of the engine under a lease that was handed on: it must change nothing, whoever it is that comes late. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class FencingTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int EPOCH = 5;
    private static final String OPERATION = "delete-key-backups";

    @Inject
    SweepTargets targets;

    @Inject
    JobLeaseRepository jobs;

    @Inject
    JobEndRepository ends;

    @Inject
    SliceLeaseRepository slices;

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final List<UUID> backups = Seed.backups(key, 20, FROM, FROM.plusSeconds(2_000), 50);
    private final UUID job = UUID.randomUUID();

    private void seedJob(SliceKind kind) {
        SeededJob.insert(job, account, kind, kind == SliceKind.KEY_RANGE ? key : vault, vault, EPOCH);
    }

    private SweepTarget target() {
        return targets.of(OPERATION);
    }

    private static <T> T now(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }

    private SliceLease slice(SliceKind kind, int epoch) {
        return new SliceLease(job, OPERATION, 0, epoch, kind, 0);
    }

    private JobLease lease(int epoch, JobLease.Stage stage) {
        return new JobLease(job, OPERATION, epoch, stage, 0);
    }

    private String state() {
        return Seed.query(
                        String.class,
                        "SELECT (SELECT count(*) FROM key_backup WHERE vault_id = ?) || ' ' || (SELECT count(*) FROM"
                                + " bulk_job_outcome WHERE job_id = ?) || ' ' || (SELECT string_agg(s::text, ';') FROM"
                                + " bulk_job_slice s WHERE s.job_id = ?) || ' ' || (SELECT j::text FROM bulk_job j WHERE j.id = ?)",
                        vault,
                        job,
                        job,
                        job)
                .get(0);
    }

    @ParameterizedTest
    @EnumSource(SliceKind.class)
    void aLateChunkDeletesNothing(SliceKind kind) {
        seedJob(kind);
        String before = state();

        ChunkResult result = now(target().sweepNext(slice(kind, EPOCH - 1), 10));

        assertThat(result, instanceOf(ChunkResult.LeaseLost.class));
        assertThat(state(), equalTo(before));
    }

    @ParameterizedTest
    @EnumSource(SliceKind.class)
    void aChunkOfTheHolderDeletesItsPart(SliceKind kind) {
        seedJob(kind);

        assertThat(now(target().sweepNext(slice(kind, EPOCH), 10)), equalTo(new ChunkResult.Swept(10, 0, 0, false)));
        assertThat(now(target().sweepNext(slice(kind, EPOCH), 10)), equalTo(new ChunkResult.Swept(10, 0, 0, true)));
        assertThat(now(target().sweepNext(slice(kind, EPOCH), 10)), instanceOf(ChunkResult.LeaseLost.class));
    }

    @ParameterizedTest
    @EnumSource(SliceKind.class)
    void aChunkAfterACancelDeletesNothing(SliceKind kind) {
        seedJob(kind);
        Seed.update("UPDATE bulk_job SET abort = true WHERE id = ?", job);

        assertThat(now(target().sweepNext(slice(kind, EPOCH), 10)), instanceOf(ChunkResult.LeaseLost.class));
        assertThat(
                Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE vault_id = ?", vault)
                        .get(0),
                is(20L));
    }

    @ParameterizedTest
    @EnumSource(SliceKind.class)
    void aLateSkipRecordsNothing(SliceKind kind) {
        seedJob(kind);
        String before = state();

        assertThat(now(target().peekNext(slice(kind, EPOCH - 1))), equalTo(Optional.empty()));
        assertThat(
                now(target().skipNext(slice(kind, EPOCH - 1), backups.get(0), "late")), equalTo(OptionalLong.empty()));
        assertThat(
                now(target().skipNext(slice(kind, EPOCH), backups.get(1), "not next")), equalTo(OptionalLong.empty()));
        assertThat(state(), equalTo(before));
        assertThat(now(target().peekNext(slice(kind, EPOCH))), equalTo(Optional.of(backups.get(0))));
        assertThat(now(target().skipNext(slice(kind, EPOCH), backups.get(0), "refused")), equalTo(OptionalLong.of(1)));
        assertThat(now(target().peekNext(slice(kind, EPOCH))), equalTo(Optional.of(backups.get(1))));
    }

    @Test
    void aLateReturnOfASliceTakesItFromNobody() {
        seedJob(SliceKind.VAULT_RANGE);
        String before = state();

        assertThat(now(slices.giveBack(slice(SliceKind.VAULT_RANGE, EPOCH - 1), 0)), is(false));
        assertThat(now(slices.backOff(slice(SliceKind.VAULT_RANGE, EPOCH + 1), 3, SOON)), is(false));
        assertThat(state(), equalTo(before));
    }

    @Test
    void aLatePlannerCutsNothing() {
        seedJob(SliceKind.VAULT_RANGE);
        Seed.update("UPDATE bulk_job SET fully_planned = false WHERE id = ?", job);
        String before = state();

        assertThrows(LeaseLostException.class, () -> now(target().cutNext(lease(EPOCH - 1, JobLease.Stage.PLAN))));
        assertThat(state(), equalTo(before));
    }

    @Test
    void aLateFinisherEndsNothing() {
        seedJob(SliceKind.VAULT_RANGE);
        String before = state();

        assertThrows(
                LeaseLostException.class, () -> now(target().cutStragglers(lease(EPOCH - 1, JobLease.Stage.FINISH))));
        assertThat(now(ends.complete(lease(EPOCH - 1, JobLease.Stage.FINISH))), is(false));
        assertThat(now(ends.stop(lease(EPOCH - 1, JobLease.Stage.STOP))), is(false));
        assertThat(now(jobs.giveBack(lease(EPOCH - 1, JobLease.Stage.FINISH))), is(false));
        assertThat("a slice is not done", now(ends.complete(lease(EPOCH, JobLease.Stage.FINISH))), is(false));
        assertThat(state(), equalTo(before));
    }
}

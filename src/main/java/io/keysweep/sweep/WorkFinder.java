package io.keysweep.sweep;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One look at the database for work that is free: claims as much as there is room for, the most urgent first. */
@Singleton
class WorkFinder {

    /** Work that is ours until its lease runs out. */
    sealed interface Found {
        record Job(JobLease lease) implements Found {}

        record Slice(SliceLease lease) implements Found {}
    }

    private final Clearance clearance;
    private final JobLeaseRepository jobs;
    private final SliceLeaseRepository slices;
    private final SweepMetrics metrics;
    private final SweepConfig config;
    private final UUID owner = UUID.randomUUID();

    private long lastSearchForUnfinished = System.nanoTime();

    WorkFinder(
            Clearance clearance,
            JobLeaseRepository jobs,
            SliceLeaseRepository slices,
            SweepMetrics metrics,
            SweepConfig config) {
        this.clearance = clearance;
        this.jobs = jobs;
        this.slices = slices;
        this.metrics = metrics;
        this.config = config;
    }

    /**
     * Claims work and hands it over piece by piece.
     *
     * @param roomForSlices in each lane
     * @return whether any job of any replica is not finished; null while that must not be asked
     */
    Uni<Boolean> find(int roomForJobs, Map<Lane, Integer> roomForSlices, Consumer<Found> taker) {
        return clearance
                .given()
                .chain(given -> given
                        ? findCleared(roomForJobs, roomForSlices, taker)
                        : Uni.createFrom().nullItem())
                .ifNoItem()
                .after(config.statementTimeout())
                .fail();
    }

    private Uni<Boolean> findCleared(int roomForJobs, Map<Lane, Integer> roomForSlices, Consumer<Found> taker) {
        return jobs.anyActive()
                .call(active -> active
                        ? claim(roomForJobs, roomForSlices, taker)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> claim(int roomForJobs, Map<Lane, Integer> roomForSlices, Consumer<Found> taker) {
        return claimUpTo(roomForJobs, this::claimJob, taker).chain(() -> claimSlices(roomForSlices, taker));
    }

    private Uni<Void> claimSlices(Map<Lane, Integer> room, Consumer<Found> taker) {
        return Multi.createFrom()
                .iterable(room.entrySet())
                .onItem()
                .transformToUniAndConcatenate(
                        lane -> claimUpTo(lane.getValue(), () -> claimSlice(lane.getKey()), taker))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static Uni<Void> claimUpTo(int room, Supplier<Uni<Optional<Found>>> claim, Consumer<Found> taker) {
        if (room <= 0) {
            return Uni.createFrom().voidItem();
        }
        // Exactly one claim at a time and never one too many: nobody would take it, and its lease would have to run
        // out.
        return Multi.createFrom()
                .range(0, room)
                .onItem()
                .transformToUniAndConcatenate(attempt -> claim.get())
                .select()
                .first(Optional::isPresent)
                .invoke(found -> found.ifPresent(taker))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Optional<Found>> claimJob() {
        return jobs.claimToStop()
                .chain(found -> found.isPresent() ? Uni.createFrom().item(found) : jobs.claimToPlan())
                .chain(found -> found.isPresent() ? Uni.createFrom().item(found) : claimUnfinished())
                .map(found -> found.map(Found.Job::new));
    }

    // Whoever sweeps a job's last slice finishes it. The search for jobs whose last sweeper died passes
    // over all that are queued, so it is made once a lease, not at each look.
    private Uni<Optional<JobLease>> claimUnfinished() {
        long now = System.nanoTime();
        if (now - lastSearchForUnfinished < config.lease().toNanos()) {
            return Uni.createFrom().item(Optional.empty());
        }
        // One that found a job is not the last: there may be more.
        return jobs.claimToFinish().invoke(found -> {
            if (found.isEmpty()) {
                lastSearchForUnfinished = now;
            }
        });
    }

    private Uni<Optional<Found>> claimSlice(Lane lane) {
        return slices.claim(owner, lane).map(found -> found.map(this::claimed));
    }

    private Found claimed(SliceLease lease) {
        metrics.sliceClaimed();
        return new Found.Slice(lease);
    }
}

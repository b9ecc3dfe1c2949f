package io.keysweep.sweep;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What this replica did, for {@code /q/metrics}. Each replica counts its own work; add them up for the whole. */
@Singleton
class SweepMetrics {

    private final MeterRegistry registry;
    private final Counter slicesCut;
    private final Counter slicesClaimed;
    private final Counter slicesDone;
    private final Counter itemsMissing;
    private final Counter itemsHeld;
    private final Counter itemsFailed;
    private final Counter leasesLost;
    private final Counter backOffs;
    private final Timer chunks;

    SweepMetrics(MeterRegistry registry) {
        this.registry = registry;
        slicesCut = counter("keysweep.slices.cut", "Slices cut by planning");
        slicesClaimed = counter("keysweep.slices.claimed", "Slices claimed");
        slicesDone = counter("keysweep.slices.done", "Slices swept to their end");
        counter("keysweep.rows.deleted", "Backups deleted by bulk jobs");
        counter("keysweep.keys.synchronized", "Keys that synchronizations saw");
        counter("keysweep.keys.backed-up", "Backups that scheduled jobs took");
        itemsMissing = counter("keysweep.items.missing", "Named backups that were not there");
        itemsHeld = counter("keysweep.items.held", "Backups that jobs left alone because they are protected");
        itemsFailed = counter("keysweep.items.failed", "Backups the database refused to delete");
        leasesLost = counter("keysweep.leases.lost", "Slices and jobs lost to another replica or to a cancel");
        backOffs = counter("keysweep.backoffs", "Statements put off after a passing fault");
        chunks = Timer.builder("keysweep.chunks")
                .description("Chunks committed, and how long each took")
                .register(registry);
        // Known from the start, so that a dashboard shows 0 and not nothing.
        jobsEnded("completed", 0);
        jobsEnded("failed", 0);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void planned(PlanStep step) {
        slicesCut.increment(step.slices());
    }

    void sliceClaimed() {
        slicesClaimed.increment();
    }

    /**
     * A step that was committed.
     *
     * @param counter what its successes are counted by
     */
    void chunkSwept(ChunkResult.Swept chunk, Duration took, String counter) {
        chunks.record(took);
        registry.counter(counter).increment(chunk.succeeded());
        itemsMissing.increment(chunk.missing());
        itemsHeld.increment(chunk.held());
        if (chunk.last()) {
            slicesDone.increment();
        }
    }

    void itemFailed() {
        itemsFailed.increment();
    }

    void leaseLost() {
        leasesLost.increment();
    }

    void backedOff() {
        backOffs.increment();
    }

    void jobEnded(String state) {
        jobsEnded(state, 1);
    }

    private void jobsEnded(String state, int count) {
        Counter.builder("keysweep.jobs.ended")
                .description("Bulk jobs that became final")
                .tag("state", state)
                .register(registry)
                .increment(count);
    }
}

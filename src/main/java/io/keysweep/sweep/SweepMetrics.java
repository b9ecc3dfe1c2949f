package io.keysweep.sweep;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What this replica did, for {@code /q/metrics}. Each replica counts its own work; add them up for the whole. */
@Singleton
class SweepMetrics {

    // From a small chunk to a step that waited for Azure as long as it may.
    private static final Duration[] STEP_TIMES = Stream.of("0.05", "0.1", "0.25", "0.5", "1", "5", "30", "60")
            .map(seconds -> Duration.parse("PT" + seconds + "S"))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Counter slicesCut;
    private final Counter slicesClaimed;
    private final Counter slicesDone;
    private final Counter itemsMissing;
    private final Counter itemsHeld;
    private final Counter itemsFailed;
    private final Counter leasesLost;
    private final Counter backOffs;

    SweepMetrics(MeterRegistry registry, SweepTargets targets) {
        this.registry = registry;
        slicesCut = counter("keysweep.slices.cut", "Slices cut by planning");
        slicesClaimed = counter("keysweep.slices.claimed", "Slices claimed");
        slicesDone = counter("keysweep.slices.done", "Slices swept to their end");
        itemsMissing = counter("keysweep.items.missing", "Named backups that were not there");
        itemsHeld = counter("keysweep.items.held", "Backups that jobs left alone because they are protected");
        itemsFailed = counter("keysweep.items.failed", "Backups the database refused to delete");
        leasesLost = counter("keysweep.leases.lost", "Slices and jobs lost to another replica or to a cancel");
        backOffs = counter("keysweep.backoffs", "Statements put off after a passing fault");
        // Known from the start, so that a dashboard shows 0 and not nothing.
        targets.terms().forEach(this::introduce);
    }

    private void introduce(SweepTerms terms) {
        String operation = terms.operation();
        successes(terms);
        chunks(operation);
        List.of("completed", "cancelled", "failed").forEach(state -> jobsEnded(operation, state, 0));
    }

    private Timer chunks(String operation) {
        return Timer.builder("keysweep.chunks")
                .description("Chunks and other steps that were committed, and how long each took")
                .tag("operation", operation)
                .serviceLevelObjectives(STEP_TIMES)
                .register(registry);
    }

    private Counter successes(SweepTerms terms) {
        return counter(terms.counter().name(), terms.counter().description());
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
     * @param terms of whom it was, and what its successes are counted by
     */
    void chunkSwept(ChunkResult.Swept chunk, Duration took, SweepTerms terms) {
        chunks(terms.operation()).record(took);
        successes(terms).increment(chunk.succeeded());
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

    /**
     * A job that became final.
     *
     * @param state completed, cancelled or failed
     */
    void jobEnded(String operation, String state) {
        jobsEnded(operation, state, 1);
    }

    private void jobsEnded(String operation, String state, int count) {
        Counter.builder("keysweep.jobs.ended")
                .description("Jobs that became final, of deletions and others")
                .tag("operation", operation)
                .tag("state", state)
                .register(registry)
                .increment(count);
    }
}

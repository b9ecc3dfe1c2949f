package io.keysweep.sweep;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * One run over a claimed slice: which size the next chunk has, how often in a row it failed, and what came of it. Used by
 * one pipeline, one chunk after the other, and by nobody else.
 */
final class SliceRun {

    /** What came of a chunk. */
    enum Step {
        /** Go on with the next chunk. */
        MORE,
        /** The slice is done. */
        DONE,
        /** The lease is gone: handed on, cancelled, or the slice was done before. */
        LOST,
        /** A passing fault: try again later. */
        PUT_OFF,
        /** A lasting fault: the job cannot run. */
        HOPELESS,
        /** This replica shuts down. */
        STOPPED
    }

    private static final Logger LOGGER = Logger.getLogger(SliceRun.class);

    private final SliceLease lease;
    private final SweepTarget target;
    private final SweepMetrics metrics;
    private final int failedItemsLimit;
    private final SweepTerms terms;

    private ChunkSize size;
    private int failures;
    private Optional<UUID> candidate = Optional.empty();
    private Verdict verdict = new Verdict(Fault.PASSING, "nothing was tried", Optional.empty());

    SliceRun(SliceLease lease, SweepConfig config, SweepTarget target, SweepMetrics metrics) {
        this.lease = lease;
        this.target = target;
        this.metrics = metrics;
        this.failedItemsLimit = config.failedItemsLimit();
        this.terms = target.terms();
        this.size = ChunkSize.after(lease.failures(), config.chunkSize());
        this.failures = lease.failures();
    }

    SliceLease lease() {
        return lease;
    }

    /** Passing faults in a row. */
    int failures() {
        return failures;
    }

    /** What the last fault was, for users. */
    String error() {
        return verdict.error();
    }

    /** How long whoever failed last asks to be left alone. */
    Duration retryAfter() {
        return verdict.retryAfter().orElse(Duration.ZERO);
    }

    /** Whether the slice was tried in vain for too often, with so many passing faults in a row. */
    boolean spent(int failures) {
        return failures >= terms.attempts();
    }

    /** Sweeps the next chunk. Never fails: a fault is a step like any other. */
    Uni<Step> next() {
        long started = System.nanoTime();
        return lookAhead()
                .chain(() -> target.sweepNext(lease, size.current()))
                .ifNoItem()
                .after(terms.stepTimeout())
                .fail()
                .map(result -> advance(result, Duration.ofNanos(System.nanoTime() - started)))
                .onFailure()
                .recoverWithUni(this::cope);
    }

    // Which item a chunk of one is about must be known before it fails, or another could be blamed for it.
    private Uni<Void> lookAhead() {
        if (!size.single()) {
            return Uni.createFrom().voidItem();
        }
        return target.peekNext(lease).invoke(next -> candidate = next).replaceWithVoid();
    }

    private Step advance(ChunkResult result, Duration took) {
        if (result instanceof ChunkResult.Swept swept) {
            size = size.passed();
            failures = 0;
            metrics.chunkSwept(swept, took, terms);
            return swept.last() ? Step.DONE : Step.MORE;
        }
        metrics.leaseLost();
        return Step.LOST;
    }

    private Uni<Step> cope(Throwable failure) {
        verdict = target.judge(failure);
        return switch (verdict.fault()) {
            case PASSING -> Uni.createFrom().item(Step.PUT_OFF);
            case SETUP -> Uni.createFrom().item(Step.HOPELESS);
            case TOO_SLOW -> Uni.createFrom().item(size.single() ? Step.PUT_OFF : narrow());
            case ITEM -> size.single() ? skip() : Uni.createFrom().item(narrow());
        };
    }

    private Step narrow() {
        size = size.failed();
        return Step.MORE;
    }

    private Uni<Step> skip() {
        size = ChunkSize.full(size.maximum());
        if (candidate.isEmpty()) {
            return Uni.createFrom().item(Step.PUT_OFF);
        }
        return target.skipNext(lease, candidate.get(), error())
                .map(this::countFailedItem)
                .onFailure()
                .recoverWithItem(Step.PUT_OFF);
    }

    // Another item in that place: somebody else deleted the one that was refused, so the chunk is simply tried again.
    private Step countFailedItem(OptionalLong failedSoFar) {
        if (failedSoFar.isEmpty()) {
            return Step.MORE;
        }
        LOGGER.warnf(
                "item failed jobId=%s sliceNo=%d item=%s error=%s",
                lease.jobId(), lease.sliceNo(), candidate.orElse(null), error());
        metrics.itemFailed();
        if (failedSoFar.getAsLong() < failedItemsLimit) {
            return Step.MORE;
        }
        verdict = new Verdict(
                Fault.SETUP,
                "the database refused " + failedSoFar.getAsLong() + " items, the last with " + error(),
                Optional.empty());
        return Step.HOPELESS;
    }

    void logPutOff(int failuresNow, Duration delay) {
        LOGGER.warnf(
                "slice put off jobId=%s sliceNo=%d failures=%d delayMs=%d error=%s",
                lease.jobId(), lease.sliceNo(), failuresNow, delay.toMillis(), error());
    }
}

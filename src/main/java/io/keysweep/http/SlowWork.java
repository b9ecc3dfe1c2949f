package io.keysweep.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Work of one kind that keeps a core busy for a while: done off the event loops, a few pieces at a time, so that whoever asks
 * for much of it does not get all cores. What finds the queue full is refused at once.
 */
public final class SlowWork {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final WorkerExecutor workers;
    private final int most;
    private final String refusal;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * A kind of work.
     *
     * @param name of its threads
     * @param threads how many pieces are done at the same time
     * @param queue how many more may wait for their turn
     * @param refusal what one is told that has no place in the queue
     */
    public SlowWork(Vertx vertx, String name, int threads, int queue, String refusal) {
        this.workers = vertx.createSharedWorkerExecutor(name, Math.max(1, threads));
        this.most = threads + queue;
        this.refusal = refusal;
    }

    /** Does a piece when its turn has come; fails with {@link TooManyRequestsException} when too many are waiting. */
    public <T> Uni<T> inTurn(Supplier<T> work) {
        return Uni.createFrom().deferred(() -> {
            if (underWay.incrementAndGet() > most) {
                underWay.decrementAndGet();
                throw new TooManyRequestsException(refusal, RETRY_AFTER);
            }
            return Uni.createFrom().completionStage(() -> workers.executeBlocking(() -> finish(work), false)
                    .toCompletionStage());
        });
    }

    // A piece that nobody waits for any more keeps its place until it is done: the core is busy that long.
    private <T> T finish(Supplier<T> work) {
        try {
            return work.get();
        } finally {
            underWay.decrementAndGet();
        }
    }
}

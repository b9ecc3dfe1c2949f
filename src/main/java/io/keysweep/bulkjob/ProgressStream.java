package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.keysweep.http.TooManyRequestsException;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A job as it gets on, until it has ended. Looks at the database, so that it does not matter which replica does the work;
 * a reader that reconnects simply gets the state of then.
 */
@ApplicationScoped
class ProgressStream {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final BulkJobService service;
    private final BulkJobConfig config;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean stopping;

    ProgressStream(BulkJobService service, BulkJobConfig config) {
        this.service = service;
        this.config = config;
    }

    void prepareToStop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    /**
     * Takes a place among the streams that are open. It has to be taken before the answer begins, which can only be cut off
     * afterwards.
     *
     * @throws TooManyRequestsException if there is none
     */
    Place enter() {
        if (open.incrementAndGet() > config.eventStreams()) {
            open.decrementAndGet();
            throw new TooManyRequestsException(
                    "events: " + config.eventStreams() + " streams are open already; try again later", RETRY_AFTER);
        }
        return new Place();
    }

    /** The place of one stream. */
    final class Place {

        private final AtomicBoolean taken = new AtomicBoolean(true);

        /** Gives it back; again is without effect. */
        void leave() {
            if (taken.compareAndSet(true, false)) {
                open.decrementAndGet();
            }
        }
    }

    /**
     * The job whenever it changed, and now and then when it did not; the last one is final, unless this replica stops:
     * then the reader goes on at another one.
     */
    Multi<BulkJob> of(Caller caller, BulkJob first) {
        Multi<BulkJob> later = Multi.createBy()
                .repeating()
                .uni(() -> service.find(caller, first.id().toString()))
                .withDelay(config.eventInterval())
                .whilst(job -> !job.state().isFinal() && !stopping);
        return first.state().isFinal()
                ? Multi.createFrom().item(first)
                : Multi.createBy()
                        .concatenating()
                        .streams(Multi.createFrom().item(first), later)
                        .select()
                        .where(new NewsOrHeartbeat(config.eventHeartbeat()));
    }
}

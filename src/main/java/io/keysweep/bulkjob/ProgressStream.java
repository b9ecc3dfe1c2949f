package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.keysweep.http.TooManyRequestsException;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A job as it gets on, until it has ended. Looks at the database, so that it does not matter which replica does the work;
 * a reader that reconnects simply gets the state of then.
 */
@ApplicationScoped
class ProgressStream {

    private final BulkJobService service;
    private final BulkJobConfig config;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final AtomicInteger open = new AtomicInteger();

    ProgressStream(BulkJobService service, BulkJobConfig config) {
        this.service = service;
        this.config = config;
    }

    /** The job whenever it changed, and now and then when it did not; the last one is final. */
    Multi<BulkJob> of(Caller caller, BulkJob first) {
        return Multi.createFrom().deferred(() -> {
            enter();
            return looks(caller, first).onTermination().invoke(open::decrementAndGet);
        });
    }

    private void enter() {
        if (open.incrementAndGet() > config.eventStreams()) {
            open.decrementAndGet();
            throw new TooManyRequestsException(
                    "events: " + config.eventStreams() + " streams are open already; try again later", RETRY_AFTER);
        }
    }

    private Multi<BulkJob> looks(Caller caller, BulkJob first) {
        Multi<BulkJob> later = Multi.createBy()
                .repeating()
                .uni(() -> service.find(caller, first.id().toString()))
                .withDelay(config.eventInterval())
                .whilst(job -> !job.state().isFinal());
        return first.state().isFinal()
                ? Multi.createFrom().item(first)
                : Multi.createBy()
                        .concatenating()
                        .streams(Multi.createFrom().item(first), later)
                        .select()
                        .where(new NewsOrHeartbeat(config.eventHeartbeat()));
    }
}

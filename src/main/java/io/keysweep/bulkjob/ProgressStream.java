package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * A job as it gets on, until it has ended. Looks at the database, so that it does not matter which replica does the work;
 * a reader that reconnects simply gets the state of then.
 */
@ApplicationScoped
class ProgressStream {

    private final BulkJobService service;
    private final BulkJobConfig config;
    private volatile boolean stopping;

    ProgressStream(BulkJobService service, BulkJobConfig config) {
        this.service = service;
        this.config = config;
    }

    void prepareToStop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
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

package io.keysweep.sync;

import io.keysweep.auth.Caller;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.sweep.SweepLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What can be done with synchronizations, one method each. */
@ApplicationScoped
class SyncJobService {

    private static final Logger LOGGER = Logger.getLogger(SyncJobService.class);
    private static final String FAILED_VAULT = "NCERRVaultNotSynchronized";

    private final SyncOrders orders;
    private final SyncAcceptRepository acceptance;
    private final SyncJobRepository jobs;
    private final SyncDetailsRepository details;
    private final SweepLoop loop;

    SyncJobService(
            SyncOrders orders,
            SyncAcceptRepository acceptance,
            SyncJobRepository jobs,
            SyncDetailsRepository details,
            SweepLoop loop) {
        this.orders = orders;
        this.acceptance = acceptance;
        this.jobs = jobs;
        this.details = details;
        this.loop = loop;
    }

    /** Accepts a job; it starts at once, here or on another replica. */
    Uni<SyncJobView> create(Caller caller, SyncJobRequest request) {
        return orders.check(caller, request)
                .chain(acceptance::accept)
                .invoke(id -> started(caller, id))
                .chain(id -> find(caller, id))
                .map(SyncJobView::of);
    }

    private void started(Caller caller, UUID id) {
        LOGGER.infof("synchronization accepted jobId=%s account=%s by=%s", id, caller.account(), caller.subject());
        loop.wake();
    }

    private Uni<SyncJob> find(Caller caller, UUID id) {
        return jobs.list(SyncJobFilter.visible(caller).only(id), PageRequest.ONE)
                .map(found -> found.stream()
                        .findFirst()
                        .orElseThrow(() -> new NotFoundException("synchronization job: there is none of this id")));
    }

    /** The job, and what became of its vaults. */
    Uni<SyncJobView> get(Caller caller, String id) {
        return find(caller, ObjectId.ofPath("synchronization job", id))
                .chain(job ->
                        details.of(job.account(), job.id(), FAILED_VAULT).map(found -> SyncJobView.of(job, found)));
    }

    /** A page of jobs, the newest first. */
    Uni<Page<SyncJobView>> list(SyncJobFilter filter, PageRequest page) {
        return jobs.list(filter, page).chain(found -> jobs.count(filter)
                .map(total -> Page.of(page, total, found).map(SyncJobView::of)));
    }

    /** Cancels a job: no step begins after this is committed. One that has ended stays as it is, with the mark. */
    Uni<SyncJobView> cancel(Caller caller, String id) {
        UUID jobId = ObjectId.ofPath("synchronization job", id);
        return jobs.cancel(SyncJobFilter.visible(caller).only(jobId))
                .invoke(loop::wake)
                .chain(() -> get(caller, id));
    }
}

package io.keysweep.schedule;

import io.keysweep.auth.Caller;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.sync.SyncDetailsRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** What can be done with runs, one method each. */
@ApplicationScoped
class JobRunService {

    private static final String FAILED_VAULT = "NCERRVaultNotBackedUp";

    private final JobRunRepository runs;
    private final SyncDetailsRepository details;

    JobRunService(JobRunRepository runs, SyncDetailsRepository details) {
        this.runs = runs;
        this.details = details;
    }

    /** The run. */
    Uni<JobRunView> get(Caller caller, String id) {
        return get(caller, ObjectId.ofPath("scheduler job", id));
    }

    /** The run; if it takes backups, with what became of vaults and keys. */
    Uni<JobRunView> get(Caller caller, UUID id) {
        return runs.list(JobRunFilter.only(caller.account(), id), PageRequest.ONE)
                .map(found -> found.stream()
                        .findFirst()
                        .orElseThrow(() -> new NotFoundException("scheduler job: there is none of this id")))
                .chain(this::withDetails);
    }

    private Uni<JobRunView> withDetails(JobRun run) {
        return run.counts().isEmpty()
                ? Uni.createFrom().item(JobRunView.of(run))
                : details.of(run.account(), run.jobId().orElseThrow(), FAILED_VAULT)
                        .map(found -> JobRunView.of(run, found));
    }

    /** A page of runs. */
    Uni<Page<JobRunView>> list(JobRunFilter filter, PageRequest page) {
        return runs.list(filter, page).chain(found -> runs.count(filter)
                .map(total -> Page.of(page, total, found).map(JobRunView::of)));
    }

    /** Deletes the record of a run that has ended; fails with {@link ConflictException} if it has not. */
    Uni<Void> delete(Caller caller, String id) {
        return get(caller, id)
                .chain(run -> runs.delete(caller.account(), run.id()))
                .invoke(deleted -> {
                    if (!deleted) {
                        throw new ConflictException("scheduler job " + id + " is in progress");
                    }
                })
                .replaceWithVoid();
    }
}

package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.keysweep.http.ConflictException;
import io.keysweep.http.ForbiddenException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.sweep.SweepLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What can be done with bulk jobs, one method each. */
@ApplicationScoped
class BulkJobService {

    private static final Logger LOGGER = Logger.getLogger(BulkJobService.class);

    private final SelectionRights rights;
    private final AcceptRepository acceptance;
    private final BulkJobRepository jobs;
    private final OutcomeRepository outcomes;
    private final DryRuns dryRuns;
    private final SweepLoop loop;

    BulkJobService(
            SelectionRights rights,
            AcceptRepository acceptance,
            BulkJobRepository jobs,
            OutcomeRepository outcomes,
            DryRuns dryRuns,
            SweepLoop loop) {
        this.rights = rights;
        this.acceptance = acceptance;
        this.jobs = jobs;
        this.outcomes = outcomes;
        this.dryRuns = dryRuns;
        this.loop = loop;
    }

    /** Accepts a job; it starts at once, here or on another replica. A dry run takes no notice of the key. */
    Uni<CreateResult> create(Caller caller, BulkJobRequest request, Optional<IdempotencyKey> key) {
        Selection selection = SelectionReader.read(request);
        if (Boolean.TRUE.equals(request.dryRun())) {
            return rights.permit(caller, selection).chain(permitted -> preview(caller, permitted));
        }
        return key.isEmpty() ? accept(caller, selection) : acceptOnce(caller, selection, key.get());
    }

    private Uni<CreateResult> preview(Caller caller, PermittedSelection permitted) {
        return dryRuns.report(caller.account(), permitted).map(CreateResult.Previewed::new);
    }

    private Uni<CreateResult> accept(Caller caller, Selection selection) {
        return rights.permit(caller, selection)
                .chain(permitted -> acceptance.accept(caller, permitted))
                .map(this::started);
    }

    private Uni<CreateResult> acceptOnce(Caller caller, Selection selection, IdempotencyKey key) {
        return rights.permit(caller, selection)
                .chain(permitted -> acceptance.acceptOnce(caller, permitted, key))
                .chain(job -> job.isPresent()
                        ? Uni.createFrom().item(started(job.get()))
                        : replay(caller, selection, key, key.vanished()))
                .onFailure(BulkJobService::denied)
                .recoverWithUni(denial -> replay(caller, selection, key, denial));
    }

    // A call that is repeated may name what has gone since, or what the caller may not delete any more.
    private static boolean denied(Throwable failure) {
        return failure instanceof NotFoundException || failure instanceof ForbiddenException;
    }

    private Uni<CreateResult> replay(Caller caller, Selection selection, IdempotencyKey key, Throwable otherwise) {
        return acceptance
                .recall(caller, selection, key)
                .chain(job -> job.isPresent()
                        ? Uni.createFrom().item(new CreateResult.Replayed(job.get()))
                        : Uni.createFrom().failure(otherwise));
    }

    private CreateResult started(BulkJob job) {
        LOGGER.infof(
                "job accepted jobId=%s account=%s by=%s scope=%s scopeSize=%d",
                job.id(), job.account(), job.createdBy(), job.scope().sqlName(), job.scopeSize());
        loop.wake();
        return new CreateResult.Accepted(job);
    }

    /** The job and what became of its items; fails with {@link NotFoundException} if it is not there or not visible. */
    Uni<BulkJobView> get(Caller caller, String id) {
        return find(caller, id).chain(this::detailed);
    }

    /** The job alone. */
    Uni<BulkJob> find(Caller caller, String id) {
        UUID jobId = ObjectId.ofPath("bulk job", id);
        return jobs.find(Visibility.of(caller), jobId).map(job -> job.orElseThrow(BulkJobService::noSuchJob));
    }

    private Uni<BulkJobView> detailed(BulkJob job) {
        return outcomes.detailedStatus(job.account(), List.of(job.id()))
                .map(statuses -> BulkJobView.of(job, statuses.getOrDefault(job.id(), Map.of())));
    }

    /** A page of jobs. */
    Uni<Page<BulkJobView>> list(Caller caller, BulkJobFilter filter, PageRequest page) {
        Visibility visibility = Visibility.of(caller);
        return jobs.list(visibility, filter, page)
                .chain(jobs -> detailed(caller, jobs))
                .chain(views -> jobs.count(visibility, filter).map(total -> Page.of(page, total, views)));
    }

    private Uni<List<BulkJobView>> detailed(Caller caller, List<BulkJob> page) {
        List<UUID> affordable = DetailedStatus.affordable(page);
        return outcomes.detailedStatus(caller.account(), affordable).map(statuses -> page.stream()
                .map(job -> BulkJobView.of(
                        job, affordable.contains(job.id()) ? statuses.getOrDefault(job.id(), Map.of()) : null))
                .toList());
    }

    /** Cancels a job: no chunk begins after this is committed. One that has ended stays as it is, with the mark. */
    Uni<BulkJobView> cancel(Caller caller, String id) {
        UUID jobId = ObjectId.ofPath("bulk job", id);
        return jobs.cancel(Visibility.of(caller), jobId).invoke(loop::wake).chain(found -> get(caller, id));
    }

    /** Deletes a job that has ended; fails with {@link ConflictException} if it has not. */
    Uni<Void> delete(Caller caller, String id) {
        return find(caller, id)
                .invoke(BulkJobService::checkEnded)
                .chain(job -> jobs.delete(Visibility.of(caller), job.id()))
                .invoke(deleted -> LOGGER.infof("job deleted jobId=%s by=%s found=%s", id, caller.subject(), deleted))
                .replaceWithVoid();
    }

    private static void checkEnded(BulkJob job) {
        if (!job.state().isFinal()) {
            throw new ConflictException("bulk job " + job.id() + " is in progress; cancel it first");
        }
    }

    private static NotFoundException noSuchJob() {
        return new NotFoundException("bulk job: there is none of this id");
    }
}

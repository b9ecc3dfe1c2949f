package io.keysweep.schedule;

import io.keysweep.auth.Caller;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.sweep.SweepLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What can be done with schedules, one method each. */
@ApplicationScoped
class JobConfigService {

    private static final Logger LOGGER = Logger.getLogger(JobConfigService.class);

    private final JobConfigRepository configs;
    private final FiringRepository firing;
    private final JobOrders orders;
    private final JobRunService runs;
    private final SweepLoop loop;

    JobConfigService(
            JobConfigRepository configs,
            FiringRepository firing,
            JobOrders orders,
            JobRunService runs,
            SweepLoop loop) {
        this.configs = configs;
        this.firing = firing;
        this.orders = orders;
        this.runs = runs;
        this.loop = loop;
    }

    /** Stores a schedule, if a job could be made of it now. */
    Uni<JobConfigView> create(Caller caller, JobConfigRequest request) {
        JobConfigDraft draft = JobConfigDraft.of(request);
        return configs.now(caller.account())
                .call(now -> orders.of(caller, draft.parameters(), now))
                .map(draft::nextRun)
                .chain(next -> configs.insert(caller.account(), caller.subject(), draft, next))
                .invoke(config -> log("made", caller, config.id()))
                .map(JobConfigView::of);
    }

    /**
     * Changes a schedule. If its times change it is due next as if it had been made now, and what was missed while disabled
     * stays missed; else it is due when it was. A job has to be possible now only if what it is to do changes: one whose
     * vault is gone can be disabled.
     */
    Uni<JobConfigView> change(Caller caller, String id, JobConfigRequest request) {
        return find(caller, id)
                .chain(config -> change(caller, config, JobConfigDraft.of(config, request)))
                .invoke(changed -> log("changed", caller, changed.id()))
                .map(JobConfigView::of);
    }

    private Uni<JobConfig> change(Caller caller, JobConfig config, JobConfigDraft draft) {
        return configs.now(caller.account())
                .call(now -> requirePossible(caller, config, draft, now))
                .chain(now -> configs.update(config, draft, draft.nextRun(now)))
                .map(changed -> changed.orElseThrow(() -> changedMeanwhile(config)));
    }

    private Uni<Void> requirePossible(Caller caller, JobConfig config, JobConfigDraft draft, Instant now) {
        return draft.doesNoMoreThan(config.draft())
                ? Uni.createFrom().voidItem()
                : orders.of(caller, draft.parameters(), now).replaceWithVoid();
    }

    private static ConflictException changedMeanwhile(JobConfig config) {
        return new ConflictException(
                "job config " + config.id() + " was changed by somebody else meanwhile; try again");
    }

    /** The schedule. */
    Uni<JobConfigView> get(Caller caller, String id) {
        return find(caller, id).map(JobConfigView::of);
    }

    private Uni<JobConfig> find(Caller caller, String id) {
        return configs.find(caller.account(), ObjectId.ofPath("job config", id))
                .map(found -> found.orElseThrow(JobConfigService::noSuchConfig));
    }

    private static NotFoundException noSuchConfig() {
        return new NotFoundException("job config: there is none of this id");
    }

    /** A page of schedules. */
    Uni<Page<JobConfigView>> list(JobConfigFilter filter, PageRequest page) {
        return configs.list(filter, page).chain(found -> configs.count(filter)
                .map(total -> Page.of(page, total, found).map(JobConfigView::of)));
    }

    /** Deletes a schedule; jobs that it made go on. */
    Uni<Void> delete(Caller caller, String id) {
        UUID configId = ObjectId.ofPath("job config", id);
        return configs.delete(caller.account(), configId)
                .invoke(deleted -> {
                    if (!deleted) {
                        throw noSuchConfig();
                    }
                    log("deleted", caller, configId);
                })
                .replaceWithVoid();
    }

    /** Makes a run now, whether the schedule is disabled or not. */
    Uni<JobRunView> runNow(Caller caller, String id) {
        return find(caller, id)
                .chain(config -> configs.now(caller.account())
                        .chain(now -> orders.ofRun(config, now))
                        .chain(order -> firing.fireNow(config, order)))
                .map(run -> run.orElseThrow(JobConfigService::noSuchConfig))
                .invoke(run -> {
                    LOGGER.infof("run made by hand runId=%s configId=%s by=%s", run, id, caller.subject());
                    loop.wake();
                })
                .chain(run -> runs.get(caller, run));
    }

    private static void log(String what, Caller caller, UUID id) {
        LOGGER.infof("schedule %s configId=%s account=%s by=%s", what, id, caller.account(), caller.subject());
    }
}

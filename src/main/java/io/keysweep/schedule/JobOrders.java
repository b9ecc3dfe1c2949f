package io.keysweep.schedule;

import io.keysweep.auth.Caller;
import io.keysweep.bulkjob.BulkJobOrders;
import io.keysweep.bulkjob.DeletionRule;
import io.keysweep.http.ApiException;
import io.keysweep.sync.SyncJobRequest;
import io.keysweep.sync.SyncOrders;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Turns parameters into what they mean at a moment, through the same code as the calls. A schedule acts with an
 * administrator's rights: only administrators make and change them.
 */
@ApplicationScoped
class JobOrders {

    private final BulkJobOrders deletions;
    private final SyncOrders synchronizations;

    JobOrders(BulkJobOrders deletions, SyncOrders synchronizations) {
        this.deletions = deletions;
        this.synchronizations = synchronizations;
    }

    /** Who the jobs of a schedule are by, beside its account. */
    static Caller requester(String account, UUID configId) {
        return new Caller("schedule|" + configId, "schedule", account, Set.of(Caller.ADMIN));
    }

    /**
     * The order.
     *
     * @param due the time that ages count from
     * @return fails as the call of the same meaning does
     */
    Uni<JobOrder> of(Caller requester, JobParameters parameters, Instant due) {
        if (parameters instanceof JobParameters.Deletion deletion) {
            return deletions.check(requester, rule(deletion, due)).map(JobOrder.Deletion::new);
        }
        if (parameters instanceof JobParameters.Synchronization asked) {
            return synchronizations.check(requester, request(asked)).map(JobOrder.Synchronization::new);
        }
        return Uni.createFrom().item(new JobOrder.Backups(requester.subject()));
    }

    /**
     * The same for a run: there is nobody to be told but its record. Of several vaults or keys it leaves out what is not there
     * any more, unless that is all of them.
     */
    Uni<RunOrder> ofRun(JobConfig config, Instant due) {
        JobParameters asked = config.draft().parameters();
        return notThere(config.account(), asked)
                .chain(leftOut -> of(requester(config.account(), config.id()), asked.without(leftOut), due)
                        .map(order -> new RunOrder(order, leftOut)))
                .onFailure(ApiException.class)
                .recoverWithItem(failure -> RunOrder.impossible(failure.getMessage()));
    }

    private Uni<List<String>> notThere(String account, JobParameters parameters) {
        if (parameters instanceof JobParameters.Deletion deletion && deletion.keys() != null) {
            return deletions.keysNotThere(account, deletion.keys());
        }
        if (parameters instanceof JobParameters.Synchronization asked && asked.keyVaults() != null) {
            return synchronizations.namesOfNoVault(account, request(asked));
        }
        return Uni.createFrom().item(List.of());
    }

    private static DeletionRule rule(JobParameters.Deletion asked, Instant due) {
        Instant before = asked.olderThan() == null
                ? null
                : Age.of("older_than", asked.olderThan()).before(due);
        return new DeletionRule(
                asked.vaultId(), asked.keyId(), asked.keys(), before, asked.keepLast(), asked.includeLastOfGoneKeys());
    }

    private static SyncJobRequest request(JobParameters.Synchronization asked) {
        return new SyncJobRequest(asked.keyVaults(), asked.synchronizeAll(), asked.takeCloudKeyBackup());
    }
}

package io.keysweep.bulkjob;

import io.keysweep.http.TooManyRequestsException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Dry runs, one of an account and a few of all accounts at a time on this replica: each keeps a connection for as long as it
 * counts, and the others are for logins and whatever else is quick.
 */
@ApplicationScoped
class DryRuns {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final DryRunRepository repository;
    private final int most;
    private final Set<String> accounts = new HashSet<>();

    DryRuns(DryRunRepository repository, BulkJobConfig config) {
        this.repository = repository;
        this.most = config.dryRuns();
    }

    /**
     * What the job would delete; fails with {@link TooManyRequestsException} if too much is being counted already. Whoever
     * asked may have gone away: what the database is at keeps its place to its end, since no request that may start a job
     * is cancelled.
     */
    Uni<DryRunView> report(String account, PermittedSelection permitted) {
        return Uni.createFrom().deferred(() -> {
            enter(account);
            return Uni.createFrom()
                    .deferred(() -> repository.report(account, permitted))
                    .onTermination()
                    .invoke(() -> leave(account));
        });
    }

    private synchronized void enter(String account) {
        if (accounts.contains(account)) {
            throw new TooManyRequestsException(
                    "dry_run: one of the account is being counted already; try again when it has ended", RETRY_AFTER);
        }
        if (accounts.size() >= most) {
            throw new TooManyRequestsException(
                    "dry_run: " + most + " are being counted already; try again later", RETRY_AFTER);
        }
        accounts.add(account);
    }

    private synchronized void leave(String account) {
        accounts.remove(account);
    }
}

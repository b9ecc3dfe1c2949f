package io.keysweep.sync;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.backup.JobBackup;
import io.keysweep.backup.JobBackups;
import io.keysweep.sweep.ChunkResult;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Backs some keys up, a few at the same time. A backup that this job has taken already is not taken again; a key that Azure
 * does not back up is recorded as failed, and the rest goes on.
 */
@ApplicationScoped
class BackUpStep {

    private final BackUpRepository keys;
    private final JobBackups backups;
    private final SyncConfig config;

    BackUpStep(BackUpRepository keys, JobBackups backups, SyncConfig config) {
        this.keys = keys;
        this.backups = backups;
        this.config = config;
    }

    Uni<ChunkResult> run(VaultStep step) {
        return keys.next(step).chain(found -> backUp(step, found).chain(failed -> keys.record(step, found, failed)));
    }

    private Uni<List<FailedKey>> backUp(VaultStep step, List<KeyToBackUp> found) {
        return Multi.createFrom()
                .iterable(found)
                .filter(key -> !key.taken())
                .onItem()
                .transformToUni(key -> backUp(step, key))
                .merge(config.callsPerVault())
                .select()
                .where(Optional::isPresent)
                .map(Optional::get)
                .collect()
                .asList();
    }

    private Uni<Optional<FailedKey>> backUp(VaultStep step, KeyToBackUp key) {
        return backups.take(order(step, key))
                .replaceWith(Optional.<FailedKey>empty())
                .onFailure(BackUpStep::concernsTheKey)
                .recoverWithItem(failure -> Optional.of(new FailedKey(key.id(), failure.getMessage())));
    }

    private static JobBackup order(VaultStep step, KeyToBackUp key) {
        return new JobBackup(
                step.lease().jobId(),
                key.id(),
                key.name(),
                step.account(),
                step.vaultId(),
                step.vault(),
                step.configId() == null ? "sync" : "scheduled");
    }

    private static boolean concernsTheKey(Throwable failure) {
        return failure instanceof KeyVaultException.NotFound
                || failure instanceof KeyVaultException.Refused
                || failure instanceof KeyVaultException.Busy;
    }
}

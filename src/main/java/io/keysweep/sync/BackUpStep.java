package io.keysweep.sync;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.backup.BackedUpKey;
import io.keysweep.backup.BackupType;
import io.keysweep.backup.KeyBackups;
import io.keysweep.backup.TooManyVersionsException;
import io.keysweep.http.NotFoundException;
import io.keysweep.sweep.ChunkResult;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Backs some keys up, a few at the same time. A backup that this job has taken already is not taken again; a key that Azure
 * does not back up is recorded as failed, and the rest goes on. So is one for whose backup alone Azure fails again and again.
 */
@ApplicationScoped
class BackUpStep {

    private final BackUpRepository keys;
    private final KeyBackups backups;
    private final SyncConfig config;

    BackUpStep(BackUpRepository keys, KeyBackups backups, SyncConfig config) {
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
                .asList()
                .map(attempts -> failed(step, found.size(), attempts));
    }

    private Uni<Optional<Attempt>> backUp(VaultStep step, KeyToBackUp key) {
        BackupType type = step.configId() == null ? BackupType.SYNC : BackupType.SCHEDULED;
        return backups.take(
                        new BackedUpKey(key.id(), step.vaultId(), step.vault(), key.name()),
                        type,
                        step.lease().jobId())
                .replaceWith(Optional.<Attempt>empty())
                .onFailure(BackUpStep::concernsTheKey)
                .recoverWithItem(failure -> Optional.of(new Attempt(key, failure)));
    }

    /** One that came to nothing. */
    private record Attempt(KeyToBackUp key, Throwable failure) {

        private FailedKey failed() {
            return new FailedKey(key.id(), failure.getMessage());
        }
    }

    // Whether Azure fails for a key or for all of them is seen by whether another one is answered. It is one key's own
    // matter only where the vault would be given up else.
    private List<FailedKey> failed(VaultStep step, int keys, List<Attempt> attempts) {
        List<Attempt> unavailable = attempts.stream()
                .filter(attempt -> attempt.failure() instanceof KeyVaultException.KeyUnavailable)
                .toList();
        boolean othersAnswered = keys > unavailable.size() || unavailable.size() == 1;
        boolean lastAttempt = step.failures() >= config.attempts() - 1;
        if (!unavailable.isEmpty() && !(othersAnswered && lastAttempt)) {
            throw (KeyVaultException.KeyUnavailable) unavailable.get(0).failure();
        }
        return attempts.stream().map(Attempt::failed).toList();
    }

    private static boolean concernsTheKey(Throwable failure) {
        return failure instanceof KeyVaultException.NotFound
                || failure instanceof KeyVaultException.Refused
                || failure instanceof KeyVaultException.Busy
                || failure instanceof KeyVaultException.KeyUnavailable
                || failure instanceof TooManyVersionsException
                || failure instanceof NotFoundException;
    }
}

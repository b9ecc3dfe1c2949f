package io.keysweep.schedule;

import io.keysweep.auth.Caller;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.ObjectId;
import io.keysweep.key.AzureKeyService;
import io.keysweep.key.AzureKeyView;
import io.keysweep.vault.VaultAction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Lets keys take part in schedules of backups. Whoever may back a key up may. */
@ApplicationScoped
class KeyBackupJobService {

    private final AzureKeyService keys;
    private final KeyBackupJobRepository parts;

    KeyBackupJobService(AzureKeyService keys, KeyBackupJobRepository parts) {
        this.keys = keys;
        this.parts = parts;
    }

    /** Lets the key take part in this schedule, and in no other. */
    Uni<AzureKeyView> enable(Caller caller, UUID keyId, KeyBackupJobRequest request) {
        UUID configId = configId(request);
        return keys.usable(caller, keyId, VaultAction.KEY_CREATE)
                .chain(key -> parts.enable(caller.account(), keyId, configId))
                .invoke(enabled -> {
                    if (!enabled) {
                        throw new NotFoundException(
                                "backup_job_config_id: there is no schedule of operation cckm_key_backup of this id");
                    }
                })
                .chain(() -> keys.get(caller, keyId));
    }

    private static UUID configId(KeyBackupJobRequest request) {
        return ObjectId.parse(request == null ? null : request.backupJobConfigId())
                .orElseThrow(() -> new BadRequestException("backup_job_config_id: must be the id of a schedule"));
    }

    /** Lets the key take part in none; one that does not stays as it is. */
    Uni<AzureKeyView> disable(Caller caller, UUID keyId) {
        return keys.usable(caller, keyId, VaultAction.KEY_CREATE)
                .chain(key -> parts.disable(caller.account(), keyId))
                .chain(() -> keys.get(caller, keyId));
    }
}

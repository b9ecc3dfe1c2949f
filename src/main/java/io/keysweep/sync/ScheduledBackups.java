package io.keysweep.sync;

import jakarta.inject.Singleton;

/** Backups of the keys of a schedule as what the engine works on. */
@Singleton
class ScheduledBackups extends VaultSweep {

    static final String OPERATION = "back-up-keys";

    ScheduledBackups(VaultWork work) {
        super(work, OPERATION, "keysweep.keys.backed-up", Phase.BACK_UP);
    }
}

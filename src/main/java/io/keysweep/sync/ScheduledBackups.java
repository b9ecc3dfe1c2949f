package io.keysweep.sync;

import io.keysweep.sweep.SuccessCounter;
import jakarta.inject.Singleton;

/** Backups of the keys of a schedule as what the engine works on. */
@Singleton
class ScheduledBackups extends VaultSweep {

    static final String OPERATION = "back-up-keys";

    ScheduledBackups(VaultWork work) {
        super(
                work,
                OPERATION,
                new SuccessCounter("keysweep.keys.backed-up", "Backups that scheduled jobs took"),
                Phase.BACK_UP);
    }
}

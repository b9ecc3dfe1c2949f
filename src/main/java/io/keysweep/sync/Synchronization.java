package io.keysweep.sync;

import io.keysweep.sweep.SuccessCounter;
import jakarta.inject.Singleton;

/**
 * Keys of vaults as what the engine works on: what Azure has of them is put on record, and then, if that was asked for, backed
 * up.
 */
@Singleton
class Synchronization extends VaultSweep {

    static final String OPERATION = "synchronize-keys";

    Synchronization(VaultWork work) {
        super(
                work,
                OPERATION,
                new SuccessCounter("keysweep.keys.synchronized", "Keys that synchronizations saw"),
                Phase.LIVE);
    }
}

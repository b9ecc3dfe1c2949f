package io.keysweep.sweep;

import jakarta.inject.Singleton;

/** Whether this replica is shutting down: runners look at it between two chunks. */
@Singleton
class Stopping {

    private volatile boolean requested;

    void request() {
        requested = true;
    }

    boolean requested() {
        return requested;
    }
}

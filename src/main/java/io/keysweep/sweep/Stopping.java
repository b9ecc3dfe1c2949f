package io.keysweep.sweep;

import jakarta.inject.Singleton;

/** Whether this replica is shutting down: runners look at it between two chunks. */
@Singleton
class Stopping {

    private volatile boolean requested;
    private volatile long since;

    /** Counts from the first time that it is asked for. */
    synchronized void request() {
        if (!requested) {
            since = System.nanoTime();
            requested = true;
        }
    }

    /** How long ago that was. */
    long forNanos() {
        return System.nanoTime() - since;
    }

    boolean requested() {
        return requested;
    }
}

package io.keysweep.account;

/** No connection became free for an account in time: the same may pass later. */
public final class DatabaseBusyException extends RuntimeException {

    DatabaseBusyException() {
        super("no connection to the database became free in time", null, false, false);
    }
}

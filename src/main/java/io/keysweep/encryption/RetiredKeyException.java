package io.keysweep.encryption;

import io.keysweep.http.ApiException;
import io.keysweep.http.ErrorKind;
import io.vertx.pgclient.PgException;

/** This replica wraps by a key that a rotation has put another one in the place of: what it wraps is not stored. */
public final class RetiredKeyException extends ApiException {

    // Of the triggers in V17.
    private static final String SQL_STATE = "KS017";

    private RetiredKeyException(String message) {
        super(ErrorKind.UNAVAILABLE, message);
    }

    /** This replica wraps by {@code here}. */
    public static RetiredKeyException here(String here) {
        return new RetiredKeyException("wrapping key " + here + " is retired, and this replica still wraps by it");
    }

    /** Whether that is why the database refuses a row. */
    public static boolean is(Throwable failure) {
        return failure instanceof PgException answer && SQL_STATE.equals(answer.getSqlState());
    }

    /** The same as the database tells it. */
    public static RetiredKeyException of(Throwable failure) {
        return new RetiredKeyException(((PgException) failure).getErrorMessage());
    }
}

package io.keysweep.encryption;

import io.keysweep.http.ApiException;
import io.keysweep.http.ErrorKind;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.util.function.Supplier;

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

    /** Stores something wrapped; fails with this if the database refuses it for that. */
    public static <T> Uni<T> told(Uni<T> storing) {
        return storing.onFailure(RetiredKeyException::refuses)
                .transform(failure -> new RetiredKeyException(((PgException) failure).getErrorMessage()));
    }

    private static boolean refuses(Throwable failure) {
        return failure instanceof PgException answer && SQL_STATE.equals(answer.getSqlState());
    }

    /** Wraps and stores, twice if need be: the version that wrapped may have been retired on the way, and then the newest does. */
    public static <T> Uni<T> wrappingAgain(Supplier<Uni<T>> wrappingAndStoring) {
        return Uni.createFrom()
                .deferred(wrappingAndStoring::get)
                .onFailure(RetiredKeyException.class)
                .retry()
                .atMost(1);
    }
}

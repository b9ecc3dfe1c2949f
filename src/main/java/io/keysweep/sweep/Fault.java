package io.keysweep.sweep;

import io.keysweep.account.SqlStates;
import io.vertx.pgclient.PgException;
import java.util.Set;

/** What a failed step means for the work; of a statement told by its {@link SqlStates}. */
public enum Fault {
    /** The database is away, busy or short of something, or this replica may not: the same statement may pass later. */
    PASSING,
    /** A statement that took too long: a smaller one may pass. */
    TOO_SLOW,
    /** Something in the items is refused: find the item. */
    ITEM,
    /** The step cannot succeed, whatever the items and whoever tries: somebody refuses for good. */
    SETUP;

    private static final int MESSAGE_LENGTH = 200;
    // Wrong schema, syntax or access rule: of this replica's role or version perhaps, and others do the work meanwhile.
    private static final Set<String> SCHEMA_OR_ROLE = Set.of("3F", "42");

    static Fault of(Throwable failure) {
        // Anything but an answer of the server is a failure to reach it: closed connection, pool time-out.
        return failure instanceof PgException answer ? of(String.valueOf(answer.getSqlState())) : PASSING;
    }

    static Fault of(String sqlState) {
        if (sqlState.equals(SqlStates.QUERY_CANCELED)) {
            return TOO_SLOW;
        }
        boolean noItem = SqlStates.passing(sqlState) || SCHEMA_OR_ROLE.contains(SqlStates.errorClass(sqlState));
        return noItem ? PASSING : ITEM;
    }

    /** One line for users and logs: the server's own message, without statement, detail or hint. */
    static String describe(Throwable failure) {
        String line = text(failure).lines().findFirst().orElse("");
        return line.length() <= MESSAGE_LENGTH ? line : line.substring(0, MESSAGE_LENGTH);
    }

    private static String text(Throwable failure) {
        if (failure instanceof PgException answer) {
            return "SQLSTATE " + answer.getSqlState() + ": " + answer.getErrorMessage();
        }
        return "no answer of the database: " + failure.getClass().getSimpleName();
    }
}

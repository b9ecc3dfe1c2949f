package io.keysweep.account;

import io.vertx.pgclient.PgException;
import java.util.Locale;
import java.util.Set;

/**
 * What the server's errors mean, told by the SQLSTATE alone, never by words in a message.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
public final class SqlStates {

    /** A statement that took too long, or that somebody ended by hand. */
    public static final String QUERY_CANCELED = "57014";

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    // Connection, transaction state (a standby is read-only until clients find the new primary), statement
    // name (a pooler took another connection), authorization and catalog (both of a connection, and others
    // may still work), transaction rollback, resources, object in use, operator intervention, system error.
    // And 0A, in which the server says that a prepared statement outlived a change of its tables.
    private static final Set<String> PASSING_CLASSES =
            Set.of("08", "0A", "25", "26", "28", "3D", "40", "53", "55", "57", "58");

    private SqlStates() {}

    /** Whether the database is away, busy or short of something: the same statement may pass later. */
    public static boolean passing(String sqlState) {
        return PASSING_CLASSES.contains(errorClass(sqlState));
    }

    /** Whether something that is referred to is not there, or something that refers to it still is. */
    public static boolean foreignKeyViolated(Throwable failure) {
        return failure instanceof PgException error && FOREIGN_KEY_VIOLATION.equals(error.getSqlState());
    }

    /** The first two characters, which say of what kind the error is; empty if there are not as many. */
    public static String errorClass(String sqlState) {
        return sqlState.length() < 2 ? "" : sqlState.substring(0, 2).toUpperCase(Locale.ROOT);
    }
}

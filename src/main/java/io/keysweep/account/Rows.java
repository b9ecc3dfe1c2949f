package io.keysweep.account;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The rows that a statement answered with, as its repository takes them. */
public final class Rows {

    private Rows() {}

    /** The first one; empty if there is none. */
    public static Optional<Row> first(RowSet<Row> rows) {
        var iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }

    /**
     * The one row of a statement that always has one, such as a count.
     *
     * @throws java.util.NoSuchElementException if there is none after all
     */
    public static Row only(RowSet<Row> rows) {
        return rows.iterator().next();
    }

    /** All of them, in their order, each as what it stands for. */
    public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> value) {
        return StreamSupport.stream(rows.spliterator(), false).map(value).toList();
    }

    /** The time in a column that may be null. */
    public static Optional<Instant> time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }
}

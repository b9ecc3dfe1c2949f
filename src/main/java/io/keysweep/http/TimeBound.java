package io.keysweep.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/**
 * Reads an exclusive bound of a time range: RFC 3339 with an offset, or a date, which is its midnight in UTC.
 *
 * <p>PostgreSQL keeps microseconds. A finer lower bound is rounded down and a finer upper bound up, which selects exactly
 * the stored times that lie between the bounds as given.
 */
public final class TimeBound {

    // PostgreSQL's timestamptz reaches further; a year outside of these is a slip of the pen.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private TimeBound() {}

    /**
     * The time that what is wanted lies after.
     *
     * @param field the field's name, for the message
     */
    public static Instant after(String field, String text) {
        return read(field, text).truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The time that what is wanted lies before.
     *
     * @param field the field's name, for the message
     */
    public static Instant before(String field, String text) {
        Instant exact = read(field, text);
        Instant floor = exact.truncatedTo(ChronoUnit.MICROS);
        return exact.equals(floor) ? floor : floor.plus(1, ChronoUnit.MICROS);
    }

    private static Instant read(String field, String text) {
        Instant instant = parse(field, text);
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw new BadRequestException(field + ": the year must be 1 to 9999");
        }
        return instant;
    }

    private static Instant parse(String field, String text) {
        try {
            return text.length() == "2024-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                            .toInstant();
        } catch (DateTimeParseException e) {
            throw new BadRequestException(
                    field + ": must be RFC 3339 with an offset, such as 2024-01-31T00:00:00Z, or a"
                            + " date, such as 2024-01-31");
        }
    }
}

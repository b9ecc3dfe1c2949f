package io.keysweep.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One end of a time range as a caller writes it: an RFC 3339 time with an offset, or a date, which means its midnight in
 * UTC. Both ends are exclusive. The database keeps whole microseconds, so a finer bound moves to the microsecond that
 * selects the same rows: down for a lower bound, up for an upper one.
 *
 * <p>RFC 3339 has years 0000 to 9999 only, all of which a {@code timestamptz} takes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339, section 5.6</a>
 */
public final class TimeBound {

    private static final Pattern TIME = Pattern.compile("(?<date>\\d{4}-\\d{2}-\\d{2})"
            + "(?:[Tt](?<time>\\d{2}:\\d{2}:\\d{2})(?:\\.(?<fraction>\\d+))?(?<offset>[Zz]|[+-]\\d{2}:\\d{2}))?");
    private static final int MICROSECOND_DIGITS = 6;
    private static final int NANOS_PER_MICROSECOND = 1_000;

    private TimeBound() {}

    /**
     * A lower bound: only what is later than it is meant.
     *
     * @param field names the value in the error
     * @throws BadRequestException if the text is no such time
     */
    public static Instant after(String field, String text) {
        Matcher time = match(field, text);
        return micros(field, time);
    }

    /**
     * An upper bound: only what is earlier than it is meant.
     *
     * @param field names the value in the error
     * @throws BadRequestException if the text is no such time
     */
    public static Instant before(String field, String text) {
        Matcher time = match(field, text);
        Instant floor = micros(field, time);
        return finerThanMicros(time) ? floor.plusNanos(NANOS_PER_MICROSECOND) : floor;
    }

    private static Matcher match(String field, String text) {
        Matcher time = TIME.matcher(text == null ? "" : text);
        if (!time.matches()) {
            throw malformed(field);
        }
        return time;
    }

    private static Instant micros(String field, Matcher time) {
        try {
            LocalDate date = LocalDate.parse(time.group("date"));
            if (time.group("time") == null) {
                return date.atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            LocalTime timeOfDay =
                    LocalTime.parse(time.group("time")).withNano(wholeMicros(time) * NANOS_PER_MICROSECOND);
            ZoneOffset offset = ZoneOffset.of(time.group("offset").toUpperCase(Locale.ROOT));
            return OffsetDateTime.of(date, timeOfDay, offset).toInstant();
        } catch (DateTimeException e) {
            throw malformed(field);
        }
    }

    private static int wholeMicros(Matcher time) {
        String fraction = fraction(time) + "0".repeat(MICROSECOND_DIGITS);
        return Integer.parseInt(fraction.substring(0, MICROSECOND_DIGITS));
    }

    private static boolean finerThanMicros(Matcher time) {
        String fraction = fraction(time);
        return fraction.length() > MICROSECOND_DIGITS
                && fraction.chars().skip(MICROSECOND_DIGITS).anyMatch(digit -> digit != '0');
    }

    private static String fraction(Matcher time) {
        return time.group("fraction") == null ? "" : time.group("fraction");
    }

    private static BadRequestException malformed(String field) {
        return new BadRequestException(field + ": must be an RFC 3339 time with an offset, such as 2024-01-31T12:00:00Z"
                + " (a + in a query is written %2B), or a date, such as 2024-01-31, which means its midnight in UTC");
    }
}

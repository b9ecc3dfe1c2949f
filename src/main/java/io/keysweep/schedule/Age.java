package io.keysweep.schedule;

import io.keysweep.http.BadRequestException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;

/**
 * How old something has to be: an ISO 8601 period of years, months, weeks and days, or a duration of days, hours, minutes
 * and seconds. Days are of the calendar, in UTC.
 */
record Age(TemporalAmount amount) {

    // Zeros in front mean nothing, and any number of them would be stored.
    private static final int LONGEST = 40;

    /**
     * Reads an age.
     *
     * @throws BadRequestException if it is none, or not more than nothing
     */
    static Age of(String field, String text) {
        if (text.length() > LONGEST) {
            throw malformed(field);
        }
        TemporalAmount amount = parse(field, text);
        boolean positive = amount instanceof Period period
                ? !period.isNegative() && !period.isZero()
                : !((Duration) amount).isNegative() && !((Duration) amount).isZero();
        if (!positive) {
            throw malformed(field);
        }
        Age age = new Age(amount);
        // One that reaches beyond what the database knows as a time is a mistake as well.
        if (age.before(Instant.EPOCH).isBefore(Instant.parse("0001-01-01T00:00:00Z"))) {
            throw malformed(field);
        }
        return age;
    }

    private static TemporalAmount parse(String field, String text) {
        try {
            return text.indexOf('T') < 0 ? Period.parse(text) : Duration.parse(text);
        } catch (DateTimeException e) {
            throw malformed(field);
        }
    }

    private static BadRequestException malformed(String field) {
        return new BadRequestException(
                field + ": must be an ISO 8601 period such as P90D or P6M, or a duration such as PT12H");
    }

    /** What is created before this is so old at that time. */
    Instant before(Instant time) {
        try {
            return time.atZone(ZoneOffset.UTC).minus(amount).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MIN;
        }
    }
}

package io.keysweep.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.keysweep.http.BadRequestException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The times of a cron expression of five fields (minute, hour, day of month, month, day of week), in UTC, so that no hour is
 * ever missing or there twice. As in Unix, days are matched by either of their two fields if both are narrowed.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/crontab.html">crontab, POSIX</a>
 */
final class CronTimes {

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final int LONGEST = 200;

    private final ExecutionTime times;

    private CronTimes(ExecutionTime times) {
        this.times = times;
    }

    /**
     * Reads an expression.
     *
     * @throws BadRequestException if it is none
     */
    static CronTimes of(String text) {
        if (text == null || text.isBlank() || text.length() > LONGEST) {
            throw malformed();
        }
        try {
            return new CronTimes(ExecutionTime.forCron(PARSER.parse(text.strip())));
        } catch (RuntimeException e) {
            // The parser also fails by what it did not think of: 0-23/ is an index out of bounds.
            throw malformed();
        }
    }

    private static BadRequestException malformed() {
        return new BadRequestException(
                "run_at: must be five cron fields in UTC (minute, hour, day of month, month, day of"
                        + " week), such as 30 2 * * 0 for Sundays at half past two");
    }

    /** The first time that is later; empty if there is none, as for the 31st of February. */
    Optional<Instant> after(Instant time) {
        return times.nextExecution(utc(time)).map(ZonedDateTime::toInstant);
    }

    /** The last time that is not later. */
    Optional<Instant> latestUpTo(Instant time) {
        ZonedDateTime minute = utc(time).truncatedTo(ChronoUnit.MINUTES);
        return times.isMatch(minute)
                ? Optional.of(minute.toInstant())
                : times.lastExecution(minute).map(ZonedDateTime::toInstant);
    }

    private static ZonedDateTime utc(Instant time) {
        return time.atZone(ZoneOffset.UTC);
    }
}

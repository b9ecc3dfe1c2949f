package io.keysweep.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Due times, against a reading of cron that does nothing but look at each minute. */
class CronTimesPropertyTest {

    private static final int TRIES = 300;
    private static final Duration LOOK = Duration.ofDays(3);

    /** Five fields; {@code -1} for a star. */
    record Cron(int minute, int hour, int day, int month, int weekday) {

        String text() {
            return Stream.of(minute, hour, day, month, weekday)
                    .map(field -> field < 0 ? "*" : String.valueOf(field))
                    .reduce((left, right) -> left + " " + right)
                    .orElseThrow();
        }

        boolean matches(Instant time) {
            ZonedDateTime at = time.atZone(ZoneOffset.UTC);
            return fits(minute, at.getMinute())
                    && fits(hour, at.getHour())
                    && fits(month, at.getMonthValue())
                    && fitsDay(at);
        }

        // As in Unix: two narrowed fields of days mean either.
        private boolean fitsDay(ZonedDateTime at) {
            boolean onDay = day == at.getDayOfMonth();
            boolean onWeekday = weekday == at.getDayOfWeek().getValue() % 7;
            if (day < 0 || weekday < 0) {
                return (day < 0 || onDay) && (weekday < 0 || onWeekday);
            }
            return onDay || onWeekday;
        }

        private static boolean fits(int field, int value) {
            return field < 0 || field == value;
        }
    }

    @Provide
    Arbitrary<Cron> crons() {
        return Combinators.combine(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6))
                .as(Cron::new);
    }

    private static Arbitrary<Integer> field(int least, int most) {
        return Arbitraries.oneOf(
                Arbitraries.just(-1),
                Arbitraries.just(-1),
                Arbitraries.integers().between(least, most));
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.longs()
                .between(
                        Instant.parse("2023-01-01T00:00:00Z").toEpochMilli(),
                        Instant.parse("2032-01-01T00:00:00Z").toEpochMilli())
                .map(Instant::ofEpochMilli);
    }

    @Property(tries = TRIES)
    void theNextTimeIsTheFirstMinuteThatMatches(@ForAll("crons") Cron cron, @ForAll("times") Instant now) {
        Optional<Instant> next = CronTimes.of(cron.text()).after(now);

        Optional<Instant> expected = minutesAfter(now).filter(cron::matches).findFirst();
        if (expected.isPresent()) {
            assertEquals(expected, next, cron.text());
        } else {
            assertTrue(next.isEmpty() || next.get().isAfter(now.plus(LOOK).minusSeconds(60)), cron.text());
        }
    }

    @Property(tries = TRIES)
    void theLatestTimeIsTheLastMinuteThatMatches(@ForAll("crons") Cron cron, @ForAll("times") Instant now) {
        Optional<Instant> latest = CronTimes.of(cron.text()).latestUpTo(now);

        Instant floor = now.truncatedTo(ChronoUnit.MINUTES);
        Optional<Instant> expected = Stream.iterate(floor, minute -> minute.minusSeconds(60))
                .limit(LOOK.toMinutes())
                .filter(cron::matches)
                .findFirst();
        if (expected.isPresent()) {
            assertEquals(expected, latest, cron.text());
        } else {
            assertTrue(latest.isEmpty() || !latest.get().isAfter(floor.minus(LOOK)), cron.text());
        }
    }

    @Property(tries = TRIES)
    void missedRunsAreMadeUpForByTheLatestAndTheNextIsInTheFuture(
            @ForAll("crons") Cron cron, @ForAll("times") Instant then, @ForAll("times") Instant now) {
        Timetable timetable = new Timetable(CronTimes.of(cron.text()), Optional.empty(), Optional.empty());
        Optional<Instant> missed = timetable.after(then);
        if (missed.isEmpty() || missed.get().isAfter(now)) {
            return;
        }

        Instant due = timetable.latest(missed.get(), now);

        assertTrue(cron.matches(due), cron.text());
        assertFalse(due.isAfter(now), cron.text());
        assertFalse(due.isBefore(missed.get()), cron.text());
        Optional<Instant> next = timetable.after(now);
        assertTrue(next.isEmpty() || next.get().isAfter(now), cron.text());
        assertEquals(next, timetable.after(due), "nothing lies between");
    }

    @Property(tries = TRIES)
    void nothingIsDueOutsideTheDates(
            @ForAll("crons") Cron cron,
            @ForAll("times") Instant start,
            @ForAll("times") Instant end,
            @ForAll("times") Instant now) {
        Timetable timetable = new Timetable(CronTimes.of(cron.text()), Optional.of(start), Optional.of(end));

        Optional<Instant> next = timetable.after(now);

        assertTrue(next.isEmpty()
                || (!next.get().isBefore(start)
                        && !next.get().isAfter(end)
                        && next.get().isAfter(now)));
    }

    private static Stream<Instant> minutesAfter(Instant now) {
        return Stream.iterate(now.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60), minute -> minute.plusSeconds(60))
                .limit(LOOK.toMinutes());
    }
}

package io.keysweep.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * When a schedule is due.
 *
 * @param start the first moment at which it may be
 * @param end the last one
 */
record Timetable(CronTimes times, Optional<Instant> start, Optional<Instant> end) {

    /** The first due time that is later than {@code now}. */
    Optional<Instant> after(Instant now) {
        Instant from = start.map(first -> first.minusNanos(1))
                .filter(before -> before.isAfter(now))
                .orElse(now);
        return times.after(from).filter(this::ends);
    }

    /**
     * Which due time a run that is overdue is for: the latest, so that those missed before it are made up for once.
     *
     * @param missed the first due time that was not run for
     * @param now not before it
     */
    Instant latest(Instant missed, Instant now) {
        return times.latestUpTo(end.filter(last -> last.isBefore(now)).orElse(now))
                .filter(latest -> latest.isAfter(missed))
                .orElse(missed);
    }

    private boolean ends(Instant time) {
        return end.map(last -> !time.isAfter(last)).orElse(true);
    }
}

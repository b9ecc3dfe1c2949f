package io.keysweep.schedule;

import io.keysweep.http.BadRequestException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Cron expressions and ages: read in bounded time, with times on the right side of now, or refused. */
public final class CronFuzz {

    private static final Instant NOW = Instant.parse("2026-02-28T23:59:30.5Z");
    private static final Duration LONGEST = Duration.ofSeconds(5);
    // Of the processor: a busy machine is no finding.
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CronFuzz() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        long start = THREADS.getCurrentThreadCpuTime();
        refusable(() -> checkTimes(CronTimes.of(text)));
        refusable(() -> {
            if (Age.of("older_than", text).before(NOW).isAfter(NOW)) {
                throw new IllegalStateException("of an age in the future");
            }
        });
        if (THREADS.getCurrentThreadCpuTime() - start > LONGEST.toNanos()) {
            throw new IllegalStateException("takes too long");
        }
    }

    private static void checkTimes(CronTimes times) {
        times.after(NOW).ifPresent(next -> {
            if (!next.isAfter(NOW)
                    || times.latestUpTo(next).filter(next::equals).isEmpty()) {
                throw new IllegalStateException("next " + next + " is no time of its own");
            }
        });
        times.latestUpTo(NOW).ifPresent(last -> {
            if (last.isAfter(NOW)) {
                throw new IllegalStateException("last " + last + " is yet to come");
            }
        });
    }

    private static void refusable(Runnable reading) {
        try {
            reading.run();
        } catch (BadRequestException e) {
            // What callers are told.
        }
    }
}

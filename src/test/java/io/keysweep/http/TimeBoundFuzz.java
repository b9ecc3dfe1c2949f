package io.keysweep.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Ends of time ranges: both readings of a text are a microsecond apart at the most, and are written as they are read. */
public final class TimeBoundFuzz {

    private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    private TimeBoundFuzz() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            Instant after = TimeBound.after("field", text);
            Instant before = TimeBound.before("field", text);
            long apart = Duration.between(after, before).toNanos();
            if (apart != 0 && apart != 1_000) {
                throw new IllegalStateException("bounds are " + apart + " ns apart");
            }
            if (!after.isBefore(YEAR_0) && after.isBefore(YEAR_10000)) {
                checkWritten(after);
            }
        } catch (BadRequestException e) {
            // What callers are told.
        }
    }

    private static void checkWritten(Instant time) {
        String written = Timestamps.format(time);
        if (!TimeBound.after("written", written).equals(time)) {
            throw new IllegalStateException(written + " is not read as it was written");
        }
    }
}

package io.keysweep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TimeBoundPropertyTest {

    private static final long YEAR_1 = -62_135_596_800L;
    private static final long YEAR_9999 = 253_402_000_000L;

    @Property
    void selectsTheSameWholeMicrosecondsAsTheTimeThatWasWritten(
            @ForAll @LongRange(min = YEAR_1, max = YEAR_9999) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = -1_079, max = 1_079) int offsetMinutes,
            @ForAll @IntRange(min = -2, max = 2) int distance) {
        Instant exact = Instant.ofEpochSecond(second, nano);
        String text = OffsetDateTime.ofInstant(exact, ZoneOffset.ofTotalSeconds(offsetMinutes * 60))
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        Instant row = exact.truncatedTo(ChronoUnit.MICROS).plus(distance, ChronoUnit.MICROS);

        assertEquals(row.isAfter(exact), row.isAfter(TimeBound.after("f", text)));
        assertEquals(row.isBefore(exact), row.isBefore(TimeBound.before("f", text)));
    }
}

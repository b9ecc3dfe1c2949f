package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** How long to wait after a passing fault, and when to give up. */
class RetryTest {

    private static final Duration MINIMUM = Duration.ofMillis(100);
    private static final Duration MAXIMUM = Duration.ofSeconds(30);

    private static Retry retry(int attempts) {
        SweepConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(SweepConfig.class)
                .withDefaultValues(Map.of("keysweep.sweep.attempts", String.valueOf(attempts)))
                .build()
                .getConfigMapping(SweepConfig.class);
        return new Retry(config);
    }

    @Property
    void isSpentAfterThatManyFailuresAndNotBefore(@ForAll @IntRange(min = 1, max = 1_000) int attempts) {
        assertThat(retry(attempts).spent(attempts - 1), is(false));
        assertThat(retry(attempts).spent(attempts), is(true));
    }

    @Property
    void waitsSomeTimeButNoLongerThanTheMaximum(@ForAll @IntRange(min = 1, max = 10_000) int failures) {
        Duration delay = retry(20).delay(failures);

        assertThat(delay.compareTo(Duration.ZERO) > 0 && delay.compareTo(MAXIMUM) <= 0, is(true));
    }

    @Property
    void drawsFromASpanThatDoubles(
            @ForAll @IntRange(min = 1, max = 60) int failures,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double draw) {
        double span = Math.min(MAXIMUM.toMillis(), MINIMUM.toMillis() * Math.pow(2, failures - 1));

        assertThat(
                new Backoff(MINIMUM, MAXIMUM).after(failures, () -> draw),
                equalTo(Duration.ofMillis(1 + (long) ((span - 1) * draw))));
    }

    @Example
    void refusesASpanThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, MAXIMUM));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ofMillis(-1), MAXIMUM));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(MAXIMUM, MINIMUM));
        assertThat(new Backoff(MINIMUM, MINIMUM).after(1, () -> 0), equalTo(Duration.ofMillis(1)));
    }

    @Example
    void knowsSecondsToTheMillisecond() {
        assertThat(Seconds.of(Duration.ofMillis(1_250)), is(1.25));
    }
}

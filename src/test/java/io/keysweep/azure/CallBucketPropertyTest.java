package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The bucket by a clock that the test moves. */
class CallBucketPropertyTest {

    private static final Duration PATIENT = Duration.ofDays(1);
    private static final long WINDOW = CallBucket.WINDOW.toNanos();

    private record Going(long at, int cost) {}

    @Property
    void noWindowEverSeesMoreThanTheLimit(
            @ForAll @IntRange(min = 20, max = 500) int limit,
            @ForAll @IntRange(min = 1, max = 10) int dearest,
            @ForAll @Size(min = 50, max = 300) List<@LongRange(min = 0, max = 400_000_000) Long> gaps,
            @ForAll @LongRange(min = Long.MIN_VALUE, max = Long.MAX_VALUE) long start) {
        CallBucket bucket = new CallBucket(limit, dearest);
        List<Going> goings = new ArrayList<>();
        long elapsed = 0;
        for (int i = 0; i < gaps.size(); i++) {
            elapsed += gaps.get(i);
            int cost = i % 3 == 0 ? dearest : 1;
            Duration wait = bucket.turn(cost, start + elapsed, PATIENT).delay();
            goings.add(new Going(elapsed + wait.toNanos(), cost));
        }

        for (Going first : goings) {
            int sum = goings.stream()
                    .filter(going -> going.at() >= first.at() && going.at() < first.at() + WINDOW)
                    .mapToInt(Going::cost)
                    .sum();
            assertTrue(sum <= limit + 1, "cost " + sum + " of " + limit + " in one window");
        }
    }

    @Property
    void turnsComeInTheOrderOfAsking(@ForAll @Size(100) List<@LongRange(min = 0, max = 50_000_000) Long> gaps) {
        CallBucket bucket = new CallBucket(20, 1);
        long now = 0;
        long last = 0;
        for (long gap : gaps) {
            now += gap;
            long at = now + bucket.turn(1, now, PATIENT).delay().toNanos();
            assertTrue(at >= last);
            last = at;
        }
    }

    @Example
    void whoCannotWaitTakesNothing() {
        CallBucket bucket = new CallBucket(10, 1);
        assertEquals(Duration.ZERO, bucket.turn(1, 0, Duration.ZERO).delay());

        Duration wait = bucket.turn(1, 0, Duration.ZERO).delay();

        assertTrue(wait.toMillis() > 1_000, "a bucket of one is empty after one");
        assertEquals(wait, bucket.turn(1, 0, Duration.ZERO).delay());
    }

    @Example
    void aRefusalByAzureEmptiesTheBucketForAsLongAsItSays() {
        CallBucket bucket = new CallBucket(1_000, 1);
        CallBucket.Turn before = bucket.turn(1, 0, PATIENT);

        bucket.empty(0, Duration.ofSeconds(7));

        assertFalse(bucket.holds(before));
        assertEquals(7, bucket.turn(1, 0, PATIENT).delay().toSeconds());
        assertTrue(
                bucket.turn(1, Duration.ofSeconds(8).toNanos(), PATIENT).delay().isZero());
    }

    @Example
    void aBucketThatWasLeftAloneIsFullAndNoFuller() {
        CallBucket bucket = new CallBucket(100, 1);
        long later = Duration.ofDays(3).toNanos();
        for (int i = 0; i < 10; i++) {
            assertTrue(bucket.turn(1, later, PATIENT).delay().isZero());
        }
        assertFalse(bucket.turn(1, later, PATIENT).delay().isZero());
    }
}

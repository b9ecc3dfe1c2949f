package io.keysweep.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How much passes, and how much memory it takes. */
class TokenBucketsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST = 1_000;

    // The clock may begin anywhere, just before its overflow too.
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - SECOND);
    private final TokenBuckets buckets = new TokenBuckets(10, 20, MOST, nanos::get);

    private int passed(String name, int asked) {
        int passed = 0;
        for (int i = 0; i < asked; i++) {
            passed += buckets.take(name) == 0 ? 1 : 0;
        }
        return passed;
    }

    @Test
    void letsABurstPassAndThenTheRate() {
        assertEquals(20, passed("a", 100));
        assertEquals(SECOND / 10, buckets.take("a"), "until there is one again");
        assertEquals(20, passed("b", 100));
        for (int second = 0; second < 5; second++) {
            nanos.addAndGet(SECOND);
            assertEquals(10, passed("a", 100));
        }
        nanos.addAndGet(60 * SECOND);
        assertEquals(20, passed("a", 100), "it does not fill beyond the burst");
    }

    @Test
    void takesBoundedMemoryWhoeverComes() {
        passed("known", 5);
        for (int i = 0; i < 100_000; i++) {
            buckets.take("hostile-" + i);
        }

        assertTrue(buckets.size() <= MOST + 1, () -> "tracks " + buckets.size());
        assertEquals(15, passed("known", 100), "who is known keeps its bucket");
        assertEquals(0, passed("new", 100), "who is new shares one with all the others");

        nanos.addAndGet(60 * SECOND);
        assertEquals(20, passed("new", 100), "room is made by forgetting full buckets");
        assertTrue(buckets.size() <= 2, () -> "tracks " + buckets.size());
    }
}

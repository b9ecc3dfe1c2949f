package io.keysweep.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryGateTest {

    private static final Duration NOTHING = Duration.ZERO;

    private long nanos = Long.MAX_VALUE - 1_000;
    private final RetryGate gate = new RetryGate(() -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private void assertOpen() {
        assertEquals(NOTHING, gate.enter());
    }

    @Test
    void isOpenUntilACallFails() {
        for (int i = 0; i < 100; i++) {
            assertOpen();
            gate.succeeded();
        }
    }

    @Test
    void letsOneCallPassAtATimeAfterWaitsThatDouble() {
        assertOpen();
        assertEquals(Duration.ofSeconds(1), gate.failed(NOTHING));
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            assertEquals(Duration.ofSeconds(seconds), gate.enter());
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertEquals(Duration.ofNanos(1), gate.enter());
            pass(Duration.ofNanos(1));
            assertOpen();
            assertTrue(gate.enter().compareTo(NOTHING) > 0, "others wait while one tries");
            gate.failed(NOTHING);
        }
    }

    @Test
    void aProbeOfWhichNothingIsHeardKeepsItShutForNoLongerThanAWait() {
        gate.failed(NOTHING);
        pass(Duration.ofSeconds(1));
        assertOpen();
        pass(Duration.ofSeconds(1));
        assertOpen();
    }

    @Test
    void failuresOfCallsThatWereUnderWayTogetherCountAsOne() {
        for (int i = 0; i < 10; i++) {
            assertOpen();
        }
        for (int i = 0; i < 10; i++) {
            assertEquals(Duration.ofSeconds(1), gate.failed(NOTHING));
        }
    }

    @Test
    void aSuccessOpensItForAllAndTheNextFailureBeginsAnew() {
        gate.failed(NOTHING);
        pass(Duration.ofSeconds(1));
        assertOpen();
        gate.failed(NOTHING);
        pass(Duration.ofSeconds(2));
        assertOpen();
        gate.succeeded();
        assertOpen();
        assertOpen();
        assertEquals(Duration.ofSeconds(1), gate.failed(NOTHING));
    }

    @Test
    void heedsWhatIsAskedForWithinReason() {
        assertEquals(Duration.ofSeconds(17), gate.failed(Duration.ofSeconds(17)));
        pass(Duration.ofSeconds(17));
        assertOpen();
        assertEquals(Duration.ofMinutes(5), gate.failed(Duration.ofDays(3)));
    }
}

package io.keysweep.support;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for what other processes bring about, by asking again until a deadline. */
public final class Eventually {

    private static final Duration INTERVAL = Duration.ofMillis(20);

    private Eventually() {}

    /** Returns once the condition holds; fails with its name if it does not in time. */
    public static void within(Duration deadline, String condition, Callable<Boolean> holds) {
        Awaitility.await(condition)
                .atMost(deadline)
                .pollInterval(INTERVAL)
                .pollDelay(Duration.ZERO)
                .until(holds);
    }
}

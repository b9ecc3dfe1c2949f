package io.keysweep.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Threads that do something over and over, whether the database is there or not, until they are sent away. */
final class Company implements AutoCloseable {

    private static final Duration GOODBYE = Duration.ofMinutes(1);
    private static final Duration AWAY = Duration.ofMillis(100);

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;
    private volatile Throwable failure;

    /** Does this from now on. An IllegalStateException means that the database is away just now. */
    void keep(String what, Runnable doing) {
        Thread thread = new Thread(() -> repeat(doing), "chaos-" + what);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void repeat(Runnable doing) {
        while (!over) {
            try {
                doing.run();
            } catch (IllegalStateException databaseAway) {
                LockSupport.parkNanos(AWAY.toNanos());
            } catch (RuntimeException | Error unexpected) {
                failure = unexpected;
                return;
            }
        }
    }

    /** Fails if one of them failed. */
    void check() {
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join(GOODBYE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package io.keysweep.azure;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that logins to Azure wait on; the SDK holds one for as long as a login takes, two minutes where nobody answers.
 * None of them does anything else, so that a login host that hangs holds up no other work, and each purpose has its own: what
 * somebody tries out holds up no connection in use, and no connection the service's own identity, which opens data keys. One
 * that finds no place in the queue fails as if Azure were away.
 */
@Singleton
class LoginThreads {

    private static final int WAITING_A_THREAD = 16;
    private static final long IDLE_SECONDS = 30;

    private final ExecutorService own = threads("azure-login-own", 4);
    private final ExecutorService connections = threads("azure-login", 16);
    private final ExecutorService trials = threads("azure-login-trial", 4);

    /** For the service's own identity. */
    ExecutorService own() {
        return own;
    }

    /** For connections that are stored. */
    ExecutorService connections() {
        return connections;
    }

    /** For credentials that somebody tries out. */
    ExecutorService trials() {
        return trials;
    }

    private static ExecutorService threads(String name, int most) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(most * WAITING_A_THREAD),
                named(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @PreDestroy
    void end() {
        own.shutdownNow();
        connections.shutdownNow();
        trials.shutdownNow();
    }
}

package io.keysweep.azure;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logins where nobody answers. */
class LoginThreadsTest {

    private final LoginThreads threads = new LoginThreads();
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void end() {
        answer.countDown();
        threads.end();
    }

    private void hang() {
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void trialsThatHangHoldUpNoOtherLoginAndDoNotPileUp() throws InterruptedException {
        assertThrows(RejectedExecutionException.class, () -> {
            for (int i = 0; i < 1_000; i++) {
                threads.trials().execute(this::hang);
            }
        });

        CountDownLatch others = new CountDownLatch(2);
        threads.connections().execute(others::countDown);
        threads.own().execute(others::countDown);

        assertTrue(others.await(10, TimeUnit.SECONDS));
    }

    @Test
    void severalLoginsGoOnAtTheSameTime() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            threads.trials().execute(() -> {
                begun.countDown();
                hang();
            });
        }

        assertThat(begun.await(10, TimeUnit.SECONDS), is(true));
    }
}

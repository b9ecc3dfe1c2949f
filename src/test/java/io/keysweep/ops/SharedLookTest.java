package io.keysweep.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often is looked for how many. */
class SharedLookTest {

    private static final long A_SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong clock = new AtomicLong();
    private final List<UniEmitter<? super Integer>> looks = new ArrayList<>();
    private final SharedLook<Integer> shared =
            new SharedLook<>(() -> Uni.createFrom().<Integer>emitter(looks::add), Duration.ofSeconds(1), clock::get);

    private UniAssertSubscriber<Integer> ask() {
        return shared.answer().subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void whoAsksMeanwhileSharesTheLookHoweverLongItTakes() {
        UniAssertSubscriber<Integer> first = ask();
        clock.addAndGet(4 * A_SECOND);
        UniAssertSubscriber<Integer> second = ask();
        assertEquals(1, looks.size());

        looks.get(0).complete(7);
        first.assertCompleted().assertItem(7);
        second.assertCompleted().assertItem(7);
    }

    @Test
    void anAnswerDoesForASecondAndNoLonger() {
        ask();
        looks.get(0).complete(7);
        clock.addAndGet(A_SECOND - 1);
        ask().assertCompleted().assertItem(7);
        assertEquals(1, looks.size());

        clock.addAndGet(1);
        UniAssertSubscriber<Integer> later = ask();
        assertEquals(2, looks.size());
        looks.get(1).complete(8);
        later.assertCompleted().assertItem(8);
    }

    @Test
    void aFailureIsAnAnswerToo() {
        ask();
        looks.get(0).fail(new IllegalStateException("away"));
        ask().assertFailedWith(IllegalStateException.class, "away");
        assertEquals(1, looks.size());
    }

    @Test
    void whoGoesAwayTakesTheLookFromNobody() {
        UniAssertSubscriber<Integer> first = ask();
        UniAssertSubscriber<Integer> second = ask();
        first.cancel();
        looks.get(0).complete(7);
        second.assertCompleted().assertItem(7);
        assertTrue(looks.size() == 1);
    }
}

package io.keysweep.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What is drawn from a budget comes back, once. */
class SharedBudgetTest {

    private final SharedBudget budget = new SharedBudget(100, 60);

    private SharedBudget.Portion take(String name, long amount) {
        return budget.take(name, amount).orElseThrow();
    }

    @Test
    void nobodyHasMoreThanAShareAndAllNoMoreThanThereIs() {
        take("a", 40);
        assertEquals(Optional.empty(), budget.take("a", 21));
        take("a", 20);
        assertEquals(Optional.empty(), budget.take("b", 41));
        take("b", 40);
        assertEquals(Optional.empty(), budget.take("c", 1));
        assertEquals(100, budget.used());
    }

    @Test
    void whatIsGivenBackTwiceCountsOnce() {
        SharedBudget.Portion first = take("a", 30);
        take("a", 30);
        first.giveBack();
        first.giveBack();
        assertEquals(30, budget.used());
        assertTrue(budget.take("a", 30).isPresent());
        assertEquals(Optional.empty(), budget.take("a", 1));
    }

    @Test
    void whoHasNothingIsForgotten() {
        SharedBudget.Portion first = take("a", 30);
        SharedBudget.Portion second = take("a", 30);
        first.giveBack();
        assertEquals(1, budget.names());
        second.giveBack();
        assertEquals(0, budget.names());
        assertEquals(0, budget.used());
    }

    @Test
    void aBodyThatIsOverTakesNothingMore() {
        BodyInFlight early = new BodyInFlight(budget, 60);
        early.giveBack();
        assertTrue(early.take("a"));
        assertEquals(0, budget.used());

        BodyInFlight body = new BodyInFlight(budget, 60);
        assertTrue(body.take("a"));
        assertTrue(body.take("a"));
        assertEquals(60, budget.used());
        body.giveBack();
        body.giveBack();
        assertEquals(0, budget.used());
    }

    @Test
    void comesOutEvenHoweverManyDraw() {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String name = "n" + i % 5;
            calls.add(CompletableFuture.runAsync(
                    () -> {
                        for (int turn = 0; turn < 500; turn++) {
                            BodyInFlight body = new BodyInFlight(budget, 1 + turn % 40);
                            body.take(name);
                            body.giveBack();
                        }
                    },
                    clients));
        }
        calls.forEach(CompletableFuture::join);
        clients.shutdown();
        assertEquals(0, budget.used());
        assertEquals(0, budget.names());
    }
}

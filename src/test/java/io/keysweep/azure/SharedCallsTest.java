package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SharedCallsTest {

    private final SharedCalls<String, String> calls = new SharedCalls<>();
    private final List<UniEmitter<? super String>> made = new ArrayList<>();
    private final Supplier<Uni<? extends String>> call = () -> Uni.createFrom().emitter(made::add);

    private UniAssertSubscriber<String> ask(String key) {
        return calls.get(key, call).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void manyWhoAskAtOnceShareOneCallAndOthersDoNot() {
        UniAssertSubscriber<String> first = ask("a");
        UniAssertSubscriber<String> second = ask("a");
        UniAssertSubscriber<String> other = ask("b");

        assertEquals(2, made.size());
        made.get(0).complete("answer");

        first.assertItem("answer");
        second.assertItem("answer");
        other.assertNotTerminated();
    }

    @Test
    void whoGoesAwayTakesNothingFromTheOthers() {
        UniAssertSubscriber<String> first = ask("a");
        UniAssertSubscriber<String> second = ask("a");

        first.cancel();
        ask("a").cancel();
        made.get(0).complete("answer");

        second.assertItem("answer");
        assertEquals(1, made.size());
    }

    @Test
    void aCallThatAllHaveLeftGoesOnForWhoComesNext() {
        ask("a").cancel();
        UniAssertSubscriber<String> next = ask("a");

        made.get(0).complete("answer");

        next.assertItem("answer");
    }

    @Test
    void nothingIsKept() {
        UniAssertSubscriber<String> failed = ask("a");
        made.get(0).fail(new KeyVaultException.Unavailable("away"));
        UniAssertSubscriber<String> second = ask("a");
        made.get(1).complete("answer");
        UniAssertSubscriber<String> third = ask("a");

        failed.assertFailedWith(KeyVaultException.Unavailable.class, "away");
        second.assertItem("answer");
        third.assertNotTerminated();
        assertEquals(3, made.size());
    }

    @Test
    void aCallThatCannotBeMadeFailsForItsCallerAndIsForgotten() {
        UniAssertSubscriber<String> failed = calls.get("a", () -> {
                    throw new IllegalStateException("not now");
                })
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        failed.assertFailedWith(IllegalStateException.class, "not now");
        ask("a");
        made.get(0).complete("answer");
    }

    @Test
    void eachGoesOnWhereItWas() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Context mine = vertx.getOrCreateContext();
            CompletableFuture<Context> resumed = new CompletableFuture<>();
            CompletableFuture<Void> asked = new CompletableFuture<>();
            ask("a");
            mine.runOnContext(nothing -> {
                calls.get("a", call).subscribe().with(answer -> resumed.complete(Vertx.currentContext()));
                asked.complete(null);
            });
            asked.join();

            made.get(0).complete("answer");

            assertSame(mine, resumed.join());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}

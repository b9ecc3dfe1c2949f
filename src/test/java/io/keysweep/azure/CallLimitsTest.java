package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.azure.KeyVaultException.Throttled;
import io.keysweep.dev.keyvault.LocalKeyVault;
import io.keysweep.dev.keyvault.LocalVault;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Throttling with a local Key Vault: our own limits, and storms of 429. */
class CallLimitsTest {

    private static final NewKey ORDINARY = new NewKey("EC", null, null, List.of(), KeyAttributes.NONE, Map.of());

    private final String name = "key-" + UUID.randomUUID();
    private LocalKeyVault server;
    private Vertx vertx;
    private TestAzureConfig config;
    private VaultRef first;
    private VaultRef second;

    @BeforeEach
    void start() {
        server = LocalKeyVault.start("here", "here");
        vertx = Vertx.vertx();
        config = TestAzureConfig.of(server);
        first = TestAzureConfig.ref(server.vault(1).uri());
        second = TestAzureConfig.ref(server.vault(2).uri());
        KeyVault free = keyVault();
        Stream.of(first, second).forEach(vault -> result(free.createKey(vault, name, ORDINARY)));
    }

    @AfterEach
    void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private KeyVault keyVault() {
        return new TestAzure(vertx, config).keyVault();
    }

    @Test
    void callsWaitForTheirTurnAndAllAreMade() {
        config = config.withLimits(400, 400);
        KeyVault limited = keyVault();
        int before = calls(server.vault(1), "get");
        long start = System.nanoTime();

        // 40 at once, then 36 a second.
        all(limited, first, 60);

        assertEquals(before + 60, calls(server.vault(1), "get"));
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertTrue(millis >= 500, "20 of them had to wait, and it took " + millis + " ms");
    }

    @Test
    void aCallThatWouldWaitForTooLongIsRefusedAtOnceAndNotSent() {
        config = config.withLimits(10, 10).withTimeout(Duration.ofMillis(500));
        KeyVault limited = keyVault();
        result(limited.getKey(first, name));
        int before = calls(server.vault(1), "get");

        Throttled refused = throttled(limited.getKey(first, name));

        assertTrue(refused.retryAfter().orElseThrow().toMillis() > 500);
        assertEquals(before, calls(server.vault(1), "get"));
        result(limited.getKey(second, name));
    }

    @Test
    void whatOthersCallTheirVaultUsesUpNothingOfThisAccounts() {
        config = config.withLimits(10, 10).withTimeout(Duration.ofMillis(500));
        KeyVault limited = keyVault();
        result(limited.getKey(new VaultRef(first.uri(), "other", null), name));
        throttled(limited.getKey(new VaultRef(first.uri(), "other", null), name));

        result(limited.getKey(first, name));
        throttled(limited.getKey(first, name));
    }

    @Test
    void makingAKeyCostsAsManyCallsAsTheLimitsSay() {
        config = config.withLimits(1_000, 10).withTimeout(Duration.ofMillis(500));
        KeyVault limited = keyVault();
        result(limited.createKey(first, name, ORDINARY));

        throttled(limited.createKey(first, name, ORDINARY));
        result(limited.createKey(second, name, ORDINARY));
    }

    @Test
    void aWaitThatAzureAsksForHoldsUpThatVaultAloneAndThenAllPasses() {
        KeyVault limited = keyVault();
        server.vault(1).faults().throttleNext(1, 6);
        long start = System.nanoTime();
        CompletableFuture<?> stopped = limited.getKey(first, name).subscribeAsCompletionStage();
        await(() -> calls(server.vault(1), "get") == 1);
        CompletableFuture<?> behind = limited.getKey(first, name).subscribeAsCompletionStage();

        all(limited, second, 5);
        assertFalse(stopped.isDone() || behind.isDone(), "the other vault was held up");
        assertEquals(1, calls(server.vault(1), "get"), "nothing is sent while Azure asks us to wait");
        CompletableFuture.allOf(stopped, behind).join();

        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() >= 6_000);
        assertEquals(3, calls(server.vault(1), "get"));
    }

    @Test
    void whoHasATurnWhenAzureAsksForAWaitDoesNotUseIt() {
        config = config.withLimits(20, 20);
        KeyVault limited = keyVault();
        server.vault(1).faults().throttleNext(1, 4);

        // Two at once, one of which is refused; the others have turns half a second and a second later.
        CompletableFuture<?> calls = CompletableFuture.runAsync(() -> all(limited, first, 4));

        org.awaitility.Awaitility.await()
                .during(Duration.ofMillis(2_500))
                .atMost(Duration.ofSeconds(10))
                .until(() -> calls(server.vault(1), "get") <= 2);
        calls.join();
        assertEquals(5, calls(server.vault(1), "get"));
    }

    @Test
    void aStormOf429PassesWithoutAFailedCall() {
        config = config.withRetries(5);
        KeyVault limited = keyVault();
        server.vault(1).faults().throttleNext(30, null);

        all(limited, first, 40);
    }

    private void all(KeyVault keyVault, VaultRef vault, int calls) {
        CompletableFuture.allOf(IntStream.range(0, calls)
                        .mapToObj(i -> keyVault.getKey(vault, name).subscribeAsCompletionStage())
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static int calls(LocalVault vault, String operation) {
        return vault.calls().getOrDefault(operation, 0);
    }

    private static void await(java.util.concurrent.Callable<Boolean> holds) {
        org.awaitility.Awaitility.await().until(holds);
    }

    private static <T> T result(Uni<T> call) {
        return call.subscribeAsCompletionStage().join();
    }

    private static Throttled throttled(Uni<?> call) {
        CompletionException failure = assertThrows(CompletionException.class, () -> result(call));
        return assertInstanceOf(Throttled.class, failure.getCause());
    }
}

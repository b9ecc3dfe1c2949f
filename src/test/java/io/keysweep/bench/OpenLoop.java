package io.keysweep.bench;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Sends requests at a fixed rate whether or not earlier ones are answered, and measures each from the moment when it was due:
 * a service that stalls is charged for all that had to wait.
 */
final class OpenLoop {

    /** What is sent, by turns, and the name it is counted under. */
    record Call(String name, HttpRequest request, int expectedStatus) {}

    private final HttpClient client;
    private final Map<String, Queue<Double>> millis = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    OpenLoop(HttpClient client) {
        this.client = client;
    }

    /** Runs for so long at the least, and on while the condition holds. */
    static OpenLoop run(HttpClient client, List<Call> calls, int aSecond, Duration atLeast, BooleanSupplier more) {
        OpenLoop loop = new OpenLoop(client);
        long interval = 1_000_000_000L / aSecond;
        long start = System.nanoTime();
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i * interval < atLeast.toNanos() || more.getAsBoolean(); i++) {
            long due = start + i * interval;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            sent.add(loop.send(calls.get(i % calls.size()), due));
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        if (!loop.failures.isEmpty()) {
            throw new AssertionError(loop.failures.size() + " calls failed, the first with " + loop.failures.peek());
        }
        return loop;
    }

    private CompletableFuture<?> send(Call call, long due) {
        return client.sendAsync(call.request(), BodyHandlers.ofString())
                .handle((response, failure) -> note(call, due, response, failure));
    }

    private Void note(Call call, long due, HttpResponse<String> response, Throwable failure) {
        double took = (System.nanoTime() - due) / 1e6;
        if (failure != null || response.statusCode() != call.expectedStatus()) {
            failures.add(
                    call.name() + ": " + (failure != null ? failure : response.statusCode() + " " + response.body()));
        }
        millis.computeIfAbsent(call.name(), name -> new ConcurrentLinkedQueue<>())
                .add(took);
        return null;
    }

    /** A percentile of the calls of that name, in milliseconds. */
    double percentile(String name, double share) {
        return Numbers.percentile(
                share,
                millis.get(name).stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** In words. */
    String describe() {
        List<String> parts = new ArrayList<>();
        new TreeMap<>(millis)
                .forEach((name, values) -> parts.add("%s: p50 %.1f, p99 %.1f ms of %,d"
                        .formatted(name, percentile(name, 0.5), percentile(name, 0.99), values.size())));
        return String.join("; ", parts);
    }
}

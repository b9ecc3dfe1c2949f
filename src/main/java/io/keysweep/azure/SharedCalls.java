package io.keysweep.azure;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Calls that many ask for at once are made once. Who goes away takes nothing from the others: the call goes on to its end,
 * and each who waits goes on where it was. Nothing is kept: who asks after the end makes the next call, whether this one
 * failed or not.
 *
 * @param <K> what tells calls apart, by {@code equals}
 * @param <V> what they answer
 */
public final class SharedCalls<K, V> {

    private final ConcurrentHashMap<K, Uni<V>> underWay = new ConcurrentHashMap<>();

    /** The answer of the call for that key which is under way, or else of this one. */
    public Uni<V> get(K key, Supplier<Uni<? extends V>> call) {
        return CallerContext.kept(
                Uni.createFrom().deferred(() -> underWay.computeIfAbsent(key, any -> shared(key, call))));
    }

    // What is memoized is not cancelled with those who wait for it; a cancelled stage would be, for all of them.
    private Uni<V> shared(K key, Supplier<Uni<? extends V>> call) {
        return Uni.createFrom()
                .<V>deferred(call)
                .onTermination()
                .invoke(() -> underWay.remove(key))
                .memoize()
                .indefinitely();
    }
}

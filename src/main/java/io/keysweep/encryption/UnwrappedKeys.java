package io.keysweep.encryption;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.SharedCalls;
import io.keysweep.digest.Sha256;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Keys in the clear, in memory only, a bounded number of them for a bounded time. What many ask for at once is unwrapped
 * once; a failure is kept for nobody. A second copy lasts longer ({@code keysweep.encryption.key-max-age}) and is of use only
 * while Azure does not answer: a clear no of Azure's ends it.
 */
@ApplicationScoped
class UnwrappedKeys {

    private static final Logger LOGGER = Logger.getLogger(UnwrappedKeys.class);
    // Who has the key already need not sit out an outage.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    // They hold keys and no loads: one that is cancelled or fails there is so for all who wait for it.
    private final CaffeineCache fresh;
    private final CaffeineCache kept;
    private final SharedCalls<Id, byte[]> loads = new SharedCalls<>();

    UnwrappedKeys(@CacheName("unwrapped-keys") Cache fresh, @CacheName("kept-keys") Cache kept) {
        this.fresh = fresh.as(CaffeineCache.class);
        this.kept = kept.as(CaffeineCache.class);
    }

    private record Id(String digest, String wrappingKey, String purpose) {}

    /** The key, from memory or else by the call. */
    Uni<byte[]> get(WrappedKey wrapped, String purpose, Supplier<Uni<byte[]>> unwrap) {
        Id id = new Id(Sha256.hex(wrapped.bytes()), wrapped.wrappingKey(), purpose);
        return Uni.createFrom().deferred(() -> known(id, unwrap));
    }

    private Uni<byte[]> known(Id id, Supplier<Uni<byte[]>> unwrap) {
        CompletableFuture<byte[]> key = fresh.getIfPresent(id);
        return key == null
                ? loads.get(id, () -> load(id, unwrap))
                : Uni.createFrom().item(key.join());
    }

    private Uni<byte[]> load(Id id, Supplier<Uni<byte[]>> unwrap) {
        CompletableFuture<byte[]> before = kept.getIfPresent(id);
        Uni<byte[]> asked = unwrap.get();
        return (before == null ? asked : orBefore(id, asked, before))
                .invoke(key -> fresh.put(id, CompletableFuture.completedFuture(key)))
                .invoke(key -> keep(id, key, before));
    }

    private Uni<byte[]> orBefore(Id id, Uni<byte[]> asked, CompletableFuture<byte[]> before) {
        return asked.ifNoItem()
                .after(PATIENCE)
                .failWith(() -> new KeyVaultException.Unavailable("the wrapping key is slow to answer"))
                .onFailure(KeyVaultException.Unavailable.class)
                .invoke(failure -> LOGGER.warnf(
                        "wrapping key away, key in memory used on purpose=%s reason=%s",
                        id.purpose(), failure.getMessage()))
                .onFailure(KeyVaultException.Unavailable.class)
                .recoverWithUni(() -> Uni.createFrom().completionStage(before))
                .onFailure()
                .call(() -> kept.invalidate(id));
    }

    // The copy that was used for want of an answer is no younger for it.
    private void keep(Id id, byte[] key, CompletableFuture<byte[]> before) {
        if (before == null || before.getNow(null) != key) {
            kept.put(id, CompletableFuture.completedFuture(key));
        }
    }
}

package io.keysweep.auth;

import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.encryption.WrappedKey;
import io.keysweep.encryption.WrappingKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The keys of our own tokens, shared by all replicas through the database: made on first need by whichever replica comes
 * first, the private half wrapped. A key whose row is deleted stops signing and verifying everywhere within a minute; a new
 * one is then made. When the wrapping key was changed for another one, the next generation is made under the new one.
 */
@ApplicationScoped
class SigningKeys {

    private static final Logger LOGGER = Logger.getLogger(SigningKeys.class);
    private static final String PURPOSE = "signing-key";
    private static final String SUBJECT = "key that signs tokens";
    private static final Duration RING_AGE = Duration.ofMinutes(1);

    private final SigningKeyRepository repository;
    private final WrappingKey wrapping;
    private final TenASecond reloads = new TenASecond();
    private volatile Loaded<KeyRing> ring;
    private volatile SigningKey signing;

    private record Loaded<T>(T value, long nanos) {}

    SigningKeys(SigningKeyRepository repository, WrappingKey wrapping) {
        this.repository = repository;
        this.wrapping = wrapping;
    }

    /** The key with this {@code kid}; one that is not known here is looked up afresh, within a rate. */
    Uni<Optional<VerificationKey>> find(String keyId) {
        return ring().chain(known -> found(known, keyId));
    }

    private Uni<Optional<VerificationKey>> found(KeyRing known, String keyId) {
        Optional<VerificationKey> key = known.find(keyId);
        return key.isPresent() || !reloads.allowed()
                ? Uni.createFrom().item(key)
                : reload().map(fresh -> fresh.find(keyId));
    }

    /** All keys. The first is made if there is none yet; else nothing but the database is asked. */
    Uni<KeyRing> published() {
        return ring().chain(known -> known.keys().isEmpty()
                ? current().chain(this::ring)
                : Uni.createFrom().item(known));
    }

    /** The key to sign with. */
    Uni<SigningKey> current() {
        return ring().chain(this::signing);
    }

    private Uni<SigningKey> signing(KeyRing known) {
        SigningKey cached = signing;
        return cached != null && known.keys().containsKey(cached.id())
                ? Uni.createFrom().item(cached)
                : repository.newest().chain(this::usableOrNext).invoke(key -> signing = key);
    }

    private Uni<SigningKey> usableOrNext(Optional<StoredKey> newest) {
        if (newest.isPresent() && wrapping.opens(newest.get().wrappingKey())) {
            return unwrap(newest.get());
        }
        int generation = newest.map(StoredKey::generation).orElse(0) + 1;
        return create(generation)
                .call(this::reload)
                .chain(repository::newest)
                .map(Optional::orElseThrow)
                .chain(this::unwrap);
    }

    private Uni<SigningKey> unwrap(StoredKey stored) {
        WrappedKey wrapped = new WrappedKey(stored.wrappedPrivateKey(), stored.wrappingKey());
        return KeyVaultFailure.told(wrapping.unwrap(wrapped, PURPOSE), SUBJECT)
                .map(EcKeys::privateKey)
                .chain(key -> ring().map(known -> new SigningKey(stored.id(), key, known.audience())));
    }

    private Uni<Boolean> create(int generation) {
        KeyPair pair = EcKeys.generate();
        return KeyVaultFailure.told(wrapping.wrap(pair.getPrivate().getEncoded(), PURPOSE), SUBJECT)
                .map(wrapped -> new StoredKey(
                        generation,
                        UUID.randomUUID().toString(),
                        pair.getPublic().getEncoded(),
                        wrapped.bytes(),
                        wrapped.wrappingKey()))
                .chain(repository::add)
                .invoke(first -> LOGGER.infof("signing key generation=%d madeHere=%b", generation, first));
    }

    private Uni<KeyRing> ring() {
        Loaded<KeyRing> cached = ring;
        return cached != null && System.nanoTime() - cached.nanos() < RING_AGE.toNanos()
                ? Uni.createFrom().item(cached.value())
                : reload();
    }

    // Not shared between requests under way: what one request waits for must not resume on another one's thread.
    private Uni<KeyRing> reload() {
        return repository
                .audience()
                .chain(audience -> repository.all().map(stored -> KeyRing.of(audience, stored)))
                .invoke(loaded -> ring = new Loaded<>(loaded, System.nanoTime()));
    }
}

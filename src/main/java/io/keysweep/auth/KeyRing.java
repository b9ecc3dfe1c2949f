package io.keysweep.auth;

import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The keys that verify our own tokens, as of one moment.
 *
 * @param audience what our own tokens are issued for
 * @param keys by {@code kid}
 */
record KeyRing(UUID audience, Map<String, ECPublicKey> keys) {

    static KeyRing of(UUID audience, List<StoredKey> stored) {
        return new KeyRing(
                audience,
                stored.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(StoredKey::id, key -> EcKeys.publicKey(key.publicKey()))));
    }

    Optional<VerificationKey> find(String keyId) {
        return Optional.ofNullable(keys.get(keyId)).map(key -> new VerificationKey(key, audience));
    }
}

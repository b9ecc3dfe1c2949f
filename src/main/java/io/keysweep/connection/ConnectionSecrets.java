package io.keysweep.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keysweep.encryption.AesGcm;
import io.keysweep.encryption.WrappedKey;
import io.keysweep.encryption.WrappingKey;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Seals secrets for the database and opens them again. Each has a key of its own, as a wrapping key takes nothing longer than
 * a key; what is sealed opens for the same connection of the same account only.
 */
@Singleton
class ConnectionSecrets {

    private final WrappingKey wrappingKey;

    ConnectionSecrets(WrappingKey wrappingKey) {
        this.wrappingKey = wrappingKey;
    }

    Uni<SealedSecret> seal(String account, UUID connectionId, String secret) {
        byte[] key = new byte[AesGcm.KEY_BYTES];
        // Not a constant: native executables must not hold a seeded generator.
        new SecureRandom().nextBytes(key);
        String purpose = purpose(account, connectionId);
        byte[] sealed = AesGcm.seal(key, secret.getBytes(UTF_8), purpose.getBytes(UTF_8));
        return wrappingKey
                .wrap(key, purpose)
                .map(wrapped -> new SealedSecret(sealed, wrapped.bytes(), wrapped.wrappingKey()));
    }

    /** The secret; fails with {@link io.keysweep.encryption.UnwrapException} if a bit of it, or whose it is, was changed. */
    Uni<String> open(String account, UUID connectionId, SealedSecret secret) {
        String purpose = purpose(account, connectionId);
        return wrappingKey
                .unwrap(new WrappedKey(secret.wrappedKey(), secret.wrappingKey()), purpose)
                .map(key -> new String(AesGcm.open(key, secret.sealed(), purpose.getBytes(UTF_8)), UTF_8));
    }

    private static String purpose(String account, UUID connectionId) {
        return "connection/" + account + "/" + connectionId;
    }
}

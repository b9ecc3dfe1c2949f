package io.keysweep.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keysweep.azure.KeyIdentifier;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.KeyWrapping;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * A wrapping key in Azure Key Vault. RSA-OAEP takes no associated data, so Azure wraps a random key of ours, and that one
 * seals what is to be wrapped by AES-256-GCM, bound to the purpose and to the version that wrapped: moved to another row it
 * does not open. Stored: a byte for the format, two for the length of what Azure wrapped, that, and what is sealed.
 *
 * <p>A name in the database is believed only if it is of the configured vault: nobody who can write there has our token sent
 * elsewhere.
 */
@ApplicationScoped
class KeyVaultKey {

    private static final byte FORMAT = 1;
    private static final int HEADER = 3;

    private final Optional<KeyIdentifier> key;
    private final KeyWrapping azure;

    KeyVaultKey(EncryptionConfig config, KeyWrapping azure) {
        this.key = config.keyVaultKey().flatMap(KeyIdentifier::of);
        this.azure = azure;
    }

    Uni<String> current() {
        return azure.currentVersion(configured())
                .onFailure(KeyVaultException.class)
                .transform(failure -> told((KeyVaultException) failure));
    }

    boolean knows(String wrappingKey) {
        return key.isPresent() && idOf(wrappingKey).isPresent();
    }

    Uni<WrappedKey> wrap(byte[] plain, String purpose) {
        byte[] between = new byte[AesGcm.KEY_BYTES];
        // Not a constant: native executables must not hold a seeded generator.
        new SecureRandom().nextBytes(between);
        return azure.wrap(configured(), between)
                .onFailure(KeyVaultException.class)
                .transform(failure -> told((KeyVaultException) failure))
                .map(wrapped -> new WrappedKey(
                        envelope(wrapped.bytes(), AesGcm.seal(between, plain, boundTo(purpose, wrapped.keyId()))),
                        wrapped.keyId()))
                .eventually(() -> Arrays.fill(between, (byte) 0));
    }

    Uni<byte[]> unwrap(WrappedKey wrapped, String purpose) {
        KeyIdentifier id = idOf(wrapped.wrappingKey())
                .orElseThrow(() -> new UnwrapException("wrapped by the key " + wrapped.wrappingKey()
                        + ", which is not of the vault of keysweep.encryption.key-vault-key"));
        ByteBuffer envelope = ByteBuffer.wrap(wrapped.bytes());
        byte[] between = between(envelope);
        byte[] sealed = new byte[envelope.remaining()];
        envelope.get(sealed);
        return azure.unwrap(id, between)
                .onFailure(KeyVaultException.class)
                .transform(failure -> toldOfUnwrapping((KeyVaultException) failure))
                .map(opened -> open(opened, sealed, boundTo(purpose, wrapped.wrappingKey())));
    }

    private static byte[] open(byte[] between, byte[] sealed, byte[] bound) {
        if (between.length != AesGcm.KEY_BYTES) {
            throw new UnwrapException("the wrapped key is not one of ours");
        }
        try {
            return AesGcm.open(between, sealed, bound);
        } finally {
            Arrays.fill(between, (byte) 0);
        }
    }

    private static byte[] envelope(byte[] between, byte[] sealed) {
        return ByteBuffer.allocate(HEADER + between.length + sealed.length)
                .put(FORMAT)
                .putShort((short) between.length)
                .put(between)
                .put(sealed)
                .array();
    }

    private static byte[] between(ByteBuffer envelope) {
        if (envelope.remaining() < HEADER || envelope.get() != FORMAT) {
            throw new UnwrapException("the wrapped key has another format");
        }
        int length = Short.toUnsignedInt(envelope.getShort());
        if (length > envelope.remaining()) {
            throw new UnwrapException("the wrapped key is cut short");
        }
        byte[] between = new byte[length];
        envelope.get(between);
        return between;
    }

    private Optional<KeyIdentifier> idOf(String wrappingKey) {
        return KeyIdentifier.of(wrappingKey).filter(configured()::sameVault);
    }

    private KeyIdentifier configured() {
        return key.orElseThrow(() -> new UnwrapException("keysweep.encryption.key-vault-key is not set"));
    }

    // What Azure says of the wrapping key must not be taken for something that it says of the caller's key.
    private KeyVaultException told(KeyVaultException failure) {
        String message = "wrapping key " + configured() + ": " + failure.getMessage();
        boolean passes = failure instanceof KeyVaultException.Unavailable
                || failure instanceof KeyVaultException.Throttled
                || failure instanceof KeyVaultException.Busy;
        return passes ? new KeyVaultException.Unavailable(message) : new KeyVaultException.Denied(message);
    }

    private RuntimeException toldOfUnwrapping(KeyVaultException failure) {
        return failure instanceof KeyVaultException.Refused
                ? new UnwrapException("Azure does not unwrap it: " + failure.getMessage())
                : told(failure);
    }

    private static byte[] boundTo(String purpose, String keyId) {
        return (purpose + "\n" + keyId).getBytes(UTF_8);
    }
}

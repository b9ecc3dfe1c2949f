package io.keysweep.encryption;

import io.keysweep.encryption.EncryptionConfig.WrapWith;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;

/** The wrapping key that the settings name; the other one, if both are there, opens what it wrapped before. */
@ApplicationScoped
class InstallationKey implements WrappingKey {

    private final EncryptionConfig config;
    private final LocalKeyFile file;
    private final KeyVaultKey vault;
    private final UnwrappedKeys unwrapped;

    InstallationKey(EncryptionConfig config, LocalKeyFile file, KeyVaultKey vault, UnwrappedKeys unwrapped) {
        this.config = config;
        this.file = file;
        this.vault = vault;
        this.unwrapped = unwrapped;
    }

    private boolean vaultWraps() {
        return config.wrapWith()
                .map(WrapWith.KEY_VAULT_KEY::equals)
                .orElse(config.keyVaultKey().isPresent());
    }

    @Override
    public Uni<String> current() {
        return vaultWraps() ? vault.current() : Uni.createFrom().item(file::name);
    }

    @Override
    public boolean opens(String wrappingKey) {
        return ofFile(wrappingKey) || vault.knows(wrappingKey);
    }

    private boolean ofFile(String wrappingKey) {
        return config.keyFile().isPresent() && file.name().equals(wrappingKey);
    }

    @Override
    public Uni<WrappedKey> wrap(byte[] key, String purpose) {
        return vaultWraps()
                ? vault.wrap(key, purpose)
                : file.wrap(key, purpose).map(bytes -> new WrappedKey(bytes, file.name()));
    }

    @Override
    public Uni<byte[]> unwrap(WrappedKey wrapped, String purpose) {
        return unwrapped.get(wrapped, purpose, () -> open(wrapped, purpose));
    }

    @Override
    public Uni<WrappedKey> rewrap(WrappedKey wrapped, String purpose) {
        return open(wrapped, purpose).chain(key -> wrap(key, purpose).eventually(() -> Arrays.fill(key, (byte) 0)));
    }

    private Uni<byte[]> open(WrappedKey wrapped, String purpose) {
        return Uni.createFrom()
                .deferred(() ->
                        vault.knows(wrapped.wrappingKey()) ? vault.unwrap(wrapped, purpose) : byFile(wrapped, purpose));
    }

    private Uni<byte[]> byFile(WrappedKey wrapped, String purpose) {
        if (config.keyFile().isEmpty()) {
            throw new UnwrapException(
                    "wrapped by the key " + wrapped.wrappingKey() + ", which is none of the settings'");
        }
        return file.unwrap(wrapped.bytes(), wrapped.wrappingKey(), purpose);
    }
}

package io.keysweep.encryption;

import io.keysweep.encryption.EncryptionConfig.WrapWith;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The wrapping key that the settings name; the other one, if both are there, opens what it wrapped before. */
@ApplicationScoped
class InstallationKey implements WrappingKey {

    private static final Logger LOG = Logger.getLogger(InstallationKey.class);

    private final EncryptionConfig config;
    private final LocalKeyFile file;
    private final KeyVaultKey vault;
    private final UnwrappedKeys unwrapped;
    private final StoredWraps stored;

    InstallationKey(
            EncryptionConfig config,
            LocalKeyFile file,
            KeyVaultKey vault,
            UnwrappedKeys unwrapped,
            StoredWraps stored) {
        this.config = config;
        this.file = file;
        this.vault = vault;
        this.unwrapped = unwrapped;
        this.stored = stored;
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
    public String names() {
        Stream<String> ofFile = config.keyFile().stream().map(path -> file.name());
        Stream<String> ofVault = config.keyVaultKey().stream().map(URI::toString);
        return Stream.concat(ofFile, ofVault).collect(Collectors.joining(" and "));
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
        return stored.standing(this::opens).invoke(this::refuseAmongStrangers).chain(() -> wrapped(key, purpose));
    }

    private void refuseAmongStrangers(StoredWraps.Standing standing) {
        if (standing.nothingOpens()) {
            throw UnknownKeyException.wrapping(standing.unknownNames(), names());
        }
    }

    private Uni<WrappedKey> wrapped(byte[] key, String purpose) {
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
        return open(wrapped, purpose).chain(key -> wrapped(key, purpose).eventually(() -> Arrays.fill(key, (byte) 0)));
    }

    private Uni<byte[]> open(WrappedKey wrapped, String purpose) {
        return Uni.createFrom()
                .deferred(() ->
                        vault.knows(wrapped.wrappingKey()) ? vault.unwrap(wrapped, purpose) : byFile(wrapped, purpose))
                .onFailure(UnwrapException.class)
                .invoke(failure -> LOG.errorf("key does not open purpose=%s reason=%s", purpose, failure.getMessage()));
    }

    private Uni<byte[]> byFile(WrappedKey wrapped, String purpose) {
        if (!ofFile(wrapped.wrappingKey())) {
            throw UnknownKeyException.opening(wrapped.wrappingKey(), names());
        }
        return file.unwrap(wrapped.bytes(), wrapped.wrappingKey(), purpose);
    }
}

package io.keysweep.encryption;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.encryption.EncryptionConfig.WrapWith;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The wrapping key that the settings name; the other one, if both are there, opens what it wrapped before. */
@ApplicationScoped
class InstallationKey implements WrappingKey {

    private static final Logger LOGGER = Logger.getLogger(InstallationKey.class);

    private final EncryptionConfig config;
    private final LocalKeyFile file;
    private final KeyVaultKey vault;
    private final UnwrappedKeys unwrapped;
    private final StoredWraps stored;
    private final Set<String> lost;

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
        this.lost = config.lostKeys().orElse(Set.of());
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
        return !lost.contains(wrappingKey) && (ofFile(wrappingKey) || vault.knows(wrappingKey));
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
        return open(wrapped, purpose).chain(key -> wrapped(key, purpose)
                .call(anew -> requireOpens(anew, purpose, key))
                .eventually(() -> Arrays.fill(key, (byte) 0)));
    }

    // What it takes the place of is the only copy there is.
    private Uni<Void> requireOpens(WrappedKey anew, String purpose, byte[] key) {
        return open(anew, purpose)
                .onFailure(InstallationKey::refused)
                .transform(failure -> UnreadableWrapException.refused(anew.wrappingKey(), failure))
                .invoke(read -> {
                    boolean same = MessageDigest.isEqual(read, key);
                    Arrays.fill(read, (byte) 0);
                    if (!same) {
                        throw UnreadableWrapException.other(anew.wrappingKey());
                    }
                })
                .replaceWithVoid();
    }

    private static boolean refused(Throwable failure) {
        return failure instanceof UnwrapException || failure instanceof KeyVaultException.Denied;
    }

    private Uni<byte[]> open(WrappedKey wrapped, String purpose) {
        return Uni.createFrom()
                .deferred(() ->
                        vault.knows(wrapped.wrappingKey()) ? vault.unwrap(wrapped, purpose) : byFile(wrapped, purpose))
                .onFailure(UnwrapException.class)
                .invoke(failure ->
                        LOGGER.errorf("key does not open purpose=%s reason=%s", purpose, failure.getMessage()));
    }

    private Uni<byte[]> byFile(WrappedKey wrapped, String purpose) {
        if (!ofFile(wrapped.wrappingKey())) {
            throw UnknownKeyException.opening(wrapped.wrappingKey(), names());
        }
        return file.unwrap(wrapped.bytes(), wrapped.wrappingKey(), purpose);
    }
}

package io.keysweep.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.cryptography.CryptographyAsyncClient;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignResult;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.UnwrapResult;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.converters.uni.UniReactorConverters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** {@link KeyWrapping} and {@link KeySigning} over the cryptography client of {@code azure-security-keyvault-keys}. */
@ApplicationScoped
class AzureCryptography implements KeyWrapping, KeySigning {

    private static final String HSM_DOMAIN = ".managedhsm.";

    private static final int BAD_REQUEST = 400;

    private final VaultClients clients;
    private final Duration timeout;
    private final ConcurrentHashMap<KeyIdentifier, CryptographyAsyncClient> configured = new ConcurrentHashMap<>();

    AzureCryptography(VaultClients clients, AzureConfig config) {
        this.clients = clients;
        this.timeout = config.timeout();
    }

    @Override
    public Uni<String> currentVersion(KeyIdentifier key) {
        return found(key).map(KeyVaultKey::getId);
    }

    @Override
    public Uni<VaultKey> version(KeyIdentifier key) {
        return found(key).map(AzureKeys::key);
    }

    private Uni<KeyVaultKey> found(KeyIdentifier key) {
        VaultRef vault = new VaultRef(key.vault(), VaultRef.NO_ACCOUNT, null);
        return bounded(() -> clients.with(
                vault,
                client -> uni(key.version()
                        .map(version -> client.getKey(key.name(), version))
                        .orElseGet(() -> client.getKey(key.name())))));
    }

    @Override
    public Uni<Wrapped> wrap(KeyIdentifier key, byte[] bytes) {
        return call(kept(key), client -> client.wrapKey(algorithm(key), bytes))
                .map(result -> new Wrapped(result.getEncryptedKey(), result.getKeyId()));
    }

    @Override
    public Uni<byte[]> unwrap(KeyIdentifier key, byte[] wrapped) {
        return call(() -> clients.cryptography(key), client -> client.unwrapKey(algorithm(key), wrapped))
                .map(UnwrapResult::getKey);
    }

    @Override
    public Uni<byte[]> sign(KeyIdentifier version, String algorithm, byte[] digest) {
        return call(kept(version), client -> client.sign(SignatureAlgorithm.fromString(algorithm), digest))
                .map(SignResult::getSignature);
    }

    // Of the configured keys and the versions that sign alone; there are few.
    private Supplier<CryptographyAsyncClient> kept(KeyIdentifier key) {
        return () -> configured.computeIfAbsent(key, clients::cryptography);
    }

    /** A vault has no AES keys, and a managed HSM is not needed for RSA. */
    private static KeyWrapAlgorithm algorithm(KeyIdentifier key) {
        return key.vault().getHost().contains(HSM_DOMAIN) ? KeyWrapAlgorithm.A256KW : KeyWrapAlgorithm.RSA_OAEP_256;
    }

    private <T> Uni<T> call(
            Supplier<CryptographyAsyncClient> client, Function<CryptographyAsyncClient, Mono<T>> operation) {
        return bounded(() -> uni(operation.apply(client.get())));
    }

    private <T> Uni<T> bounded(Supplier<Uni<T>> call) {
        return CallerContext.kept(Uni.createFrom()
                .deferred(() -> call.get())
                .ifNoItem()
                .after(timeout)
                .failWith(() -> AzureFailures.timedOut(timeout))
                .onFailure()
                .transform(AzureCryptography::translate));
    }

    // A version that is disabled is the operator's to mend; any other refusal is about what was sent.
    private static KeyVaultException translate(Throwable failure) {
        KeyVaultException known = AzureFailures.translate(failure);
        return known instanceof KeyVaultException.Refused
                        && failure instanceof HttpResponseException answered
                        && answered.getResponse().getStatusCode() != BAD_REQUEST
                ? new KeyVaultException.Denied(known.getMessage())
                : known;
    }

    private static <T> Uni<T> uni(Mono<T> mono) {
        return Uni.createFrom().converter(UniReactorConverters.<T>fromMono(), mono);
    }
}

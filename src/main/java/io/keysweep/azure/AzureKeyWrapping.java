package io.keysweep.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.cryptography.CryptographyAsyncClient;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.UnwrapResult;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.converters.uni.UniReactorConverters;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** {@link KeyWrapping} over the cryptography client of {@code azure-security-keyvault-keys}. */
@ApplicationScoped
class AzureKeyWrapping implements KeyWrapping {

    // The service's own identity is nobody's account.
    private static final String NO_ACCOUNT = "";
    private static final String HSM_DOMAIN = ".managedhsm.";

    private static final int BAD_REQUEST = 400;

    private final VaultClients clients;
    private final Duration timeout;
    private final ConcurrentHashMap<URI, CryptographyAsyncClient> configured = new ConcurrentHashMap<>();

    AzureKeyWrapping(VaultClients clients, AzureConfig config) {
        this.clients = clients;
        this.timeout = config.timeout();
    }

    @Override
    public Uni<String> currentVersion(URI key) {
        String[] path = key.getPath().split("/", -1);
        VaultRef vault = new VaultRef(key.resolve("/"), NO_ACCOUNT, null);
        Optional<String> version = path.length > 3 ? Optional.of(path[3]) : Optional.empty();
        return bounded(() -> clients.with(vault, client -> uni(version.map(pinned -> client.getKey(path[2], pinned))
                        .orElseGet(() -> client.getKey(path[2])))
                .map(found -> found.getId())));
    }

    @Override
    public Uni<Wrapped> wrap(URI key, byte[] bytes) {
        // The configured key alone has its client kept; there are few.
        return call(
                        () -> configured.computeIfAbsent(key, clients::cryptography),
                        client -> client.wrapKey(algorithm(key), bytes))
                .map(result -> new Wrapped(result.getEncryptedKey(), result.getKeyId()));
    }

    @Override
    public Uni<byte[]> unwrap(URI keyId, byte[] wrapped) {
        return call(() -> clients.cryptography(keyId), client -> client.unwrapKey(algorithm(keyId), wrapped))
                .map(UnwrapResult::getKey);
    }

    /** A vault has no AES keys, and a managed HSM is not needed for RSA. */
    private static KeyWrapAlgorithm algorithm(URI key) {
        return key.getHost().contains(HSM_DOMAIN) ? KeyWrapAlgorithm.A256KW : KeyWrapAlgorithm.RSA_OAEP_256;
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
                .transform(AzureKeyWrapping::translate));
    }

    // A version that is disabled is the operator's to mend; any other refusal is about what was to be unwrapped.
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

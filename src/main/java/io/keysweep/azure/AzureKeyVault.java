package io.keysweep.azure;

import com.azure.security.keyvault.keys.KeyAsyncClient;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.converters.uni.UniReactorConverters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** {@link KeyVault} over {@code azure-security-keyvault-keys}. */
@ApplicationScoped
class AzureKeyVault implements KeyVault {

    private final VaultClients clients;
    private final Duration timeout;

    AzureKeyVault(VaultClients clients, AzureConfig config) {
        this.clients = clients;
        this.timeout = config.timeout();
    }

    @Override
    public Uni<byte[]> backUpKey(VaultRef vault, String keyName) {
        return call(vault, client -> client.backupKey(keyName));
    }

    @Override
    public Uni<Integer> countVersions(VaultRef vault, String keyName) {
        return call(vault, client -> client.listPropertiesOfKeyVersions(keyName).count())
                .map(Math::toIntExact)
                .invoke(count -> checkFound(count, keyName));
    }

    /** Azure answers an empty list, not 404, for a key that is not there. */
    private static void checkFound(int versions, String keyName) {
        if (versions == 0) {
            throw new KeyVaultException.NotFound("the vault has no key " + keyName);
        }
    }

    /** Nothing happens before the subscription, and each subscription is a call of its own. */
    private <T> Uni<T> call(VaultRef vault, Function<KeyAsyncClient, Mono<T>> operation) {
        return CallerContext.kept(Uni.createFrom().deferred(() -> attempt(vault, operation)));
    }

    private <T> Uni<T> attempt(VaultRef vault, Function<KeyAsyncClient, Mono<T>> operation) {
        return clients.with(vault, client -> Uni.createFrom()
                        .converter(UniReactorConverters.<T>fromMono(), operation.apply(client)))
                .ifNoItem()
                .after(timeout)
                .failWith(() -> AzureFailures.timedOut(timeout))
                .onFailure()
                .transform(AzureFailures::translate);
    }
}

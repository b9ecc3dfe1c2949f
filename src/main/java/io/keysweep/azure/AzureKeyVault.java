package io.keysweep.azure;

import com.azure.core.http.rest.PagedFlux;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.polling.PollerFlux;
import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.DeletedKey;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.converters.uni.UniReactorConverters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** {@link KeyVault} over {@code azure-security-keyvault-keys}. */
@ApplicationScoped
class AzureKeyVault implements KeyVault {

    private static final Duration AT_ONCE = Duration.ofMillis(1);
    // Of 25 each: twenty times as many as Azure backs up.
    private static final int MOST_PAGES_OF_VERSIONS = 400;

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
    public Uni<KeyVersions> versions(VaultRef vault, String keyName) {
        return call(vault, client -> walk(vault, client.listPropertiesOfKeyVersions(keyName)))
                .map(KeyVersions.Walk::end)
                .invoke(versions -> checkFound(versions.count(), keyName));
    }

    // Page by page, as the SDK itself would follow a link to whatever host it names, and for ever.
    private static Mono<KeyVersions.Walk> walk(VaultRef vault, PagedFlux<KeyProperties> list) {
        return page(vault, list, null)
                .expand(page -> Mono.justOrEmpty(page.getContinuationToken()).flatMap(link -> page(vault, list, link)))
                .take(MOST_PAGES_OF_VERSIONS)
                .flatMapIterable(PagedResponse::getValue)
                .reduce(KeyVersions.Walk.BEGIN, AzureKeys::with);
    }

    @Override
    public Uni<VaultKey> getKey(VaultRef vault, String keyName) {
        return call(vault, client -> client.getKey(keyName)).map(AzureKeys::key);
    }

    @Override
    public Uni<VaultKey> createKey(VaultRef vault, String keyName, NewKey key) {
        return call(vault, client -> create(client, AzureKeyRequests.create(keyName, key)))
                .map(AzureKeys::key);
    }

    /** The call for all types drops the size and the curve. */
    private static Mono<KeyVaultKey> create(KeyAsyncClient client, CreateKeyOptions options) {
        return options instanceof CreateRsaKeyOptions rsa
                ? client.createRsaKey(rsa)
                : client.createEcKey((CreateEcKeyOptions) options);
    }

    @Override
    public Uni<VaultKey> importKey(VaultRef vault, String keyName, ImportedKey key) {
        return call(vault, client -> client.importKey(AzureKeyRequests.imported(keyName, key)))
                .map(AzureKeys::key);
    }

    @Override
    public Uni<VaultKey> updateKey(VaultRef vault, String keyName, String version, KeyChange change) {
        return call(
                        vault,
                        client -> client.updateKeyProperties(
                                AzureKeyRequests.change(vault, keyName, version, change),
                                AzureKeyRequests.operations(change.keyOps())))
                .map(AzureKeys::key);
    }

    @Override
    public Uni<Void> deleteKey(VaultRef vault, String keyName) {
        return call(vault, client -> accepted(client.beginDeleteKey(keyName)));
    }

    @Override
    public Uni<Void> purgeKey(VaultRef vault, String keyName) {
        return call(vault, client -> client.purgeDeletedKey(keyName));
    }

    @Override
    public Uni<Void> recoverKey(VaultRef vault, String keyName) {
        return call(vault, client -> accepted(client.beginRecoverDeletedKey(keyName)));
    }

    /** The SDK tells of the request only with its first look at how things stand, and takes an error of that for done. */
    private static Mono<Void> accepted(PollerFlux<?, Void> operation) {
        return operation.setPollInterval(AT_ONCE).next().then();
    }

    @Override
    public Uni<Optional<VaultKey>> getDeletedKey(VaultRef vault, String keyName) {
        return call(vault, client -> client.getDeletedKey(keyName))
                .map(AzureKeys::key)
                .map(Optional::of)
                .onFailure(KeyVaultException.NotFound.class)
                .recoverWithItem(Optional::empty);
    }

    @Override
    public Uni<VaultKey> restoreKey(VaultRef vault, byte[] blob) {
        return call(vault, client -> client.restoreKeyBackup(blob)).map(AzureKeys::key);
    }

    @Override
    public Uni<KeyPage> listKeys(VaultRef vault, String continuation) {
        return call(vault, client -> page(vault, client.listPropertiesOfKeys(), continuation))
                .map(page -> AzureKeys.page(vault, page, Function.identity()));
    }

    @Override
    public Uni<KeyPage> listDeletedKeys(VaultRef vault, String continuation) {
        return call(vault, client -> page(vault, client.listDeletedKeys(), continuation))
                .map(page -> AzureKeys.page(vault, page, DeletedKey::getProperties));
    }

    private static <T> Mono<PagedResponse<T>> page(VaultRef vault, PagedFlux<T> list, String continuation) {
        return continuation == null
                ? list.byPage().next()
                : list.byPage(AzureKeys.ofVault(vault, continuation)).next();
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

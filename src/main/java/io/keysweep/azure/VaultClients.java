package io.keysweep.azure;

import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyAsyncClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import io.keysweep.azure.ConnectionLogins.Login;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A client of the SDK for each account, vault and credential, made when first asked for; all share one pool of connections. A
 * connection that was changed has another credential, so clients that were made before are not found any more.
 */
@Singleton
class VaultClients {

    private static final float LOAD_FACTOR = 0.75f;

    private final AzureConfig config;
    private final AzureHttp http;
    private final ConnectionLogins logins;
    private final CallLimits limits;
    private final Map<Key, KeyAsyncClient> clients;

    VaultClients(AzureHttp http, ConnectionLogins logins, AzureConfig config) {
        this.config = config;
        this.http = http;
        this.logins = logins;
        this.limits = new CallLimits(config);
        this.clients = new LinkedHashMap<>(16, LOAD_FACTOR, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, KeyAsyncClient> eldest) {
                return size() > config.cachedVaults();
            }
        };
    }

    private record Key(String account, URI origin, Login login) {}

    /**
     * Does something with the client of that vault. Fails with {@link KeyVaultException.Refused} when the vault's URI is no
     * {@code https://host[:port]}. If Azure refuses the identity, that is noted with the connection.
     */
    <T> Uni<T> with(VaultRef vault, Function<KeyAsyncClient, Uni<T>> operation) {
        URI origin = originOf(vault.uri());
        return logins.of(vault).chain(login -> operation
                .apply(client(new Key(vault.account(), origin, login)))
                .onFailure()
                .call(failure -> logins.noteRefusal(login, failure)));
    }

    private KeyAsyncClient client(Key key) {
        synchronized (clients) {
            return clients.computeIfAbsent(key, this::build);
        }
    }

    /** Anything but a bare origin would be misread: the SDK puts its paths right behind it. */
    private static URI originOf(URI vault) {
        boolean bare = (vault.getRawPath() == null
                        || vault.getRawPath().isEmpty()
                        || vault.getRawPath().equals("/"))
                && vault.getRawQuery() == null
                && vault.getRawFragment() == null
                && vault.getRawUserInfo() == null;
        if (!"https".equalsIgnoreCase(vault.getScheme()) || vault.getHost() == null || !bare) {
            throw new KeyVaultException.Refused("the vault's URI must look like https://name.vault.azure.net");
        }
        return URI.create("https://" + vault.getRawAuthority());
    }

    /**
     * A client that wraps and signs by this key, with the service's own credential. All is done by the vault and nothing
     * here: a copy of the key's public half would go on wrapping for a version that was disabled.
     */
    CryptographyAsyncClient cryptography(KeyIdentifier key) {
        CryptographyClientBuilder builder = new CryptographyClientBuilder()
                .keyIdentifier(key.toString())
                .disableKeyCaching()
                .credential(logins.own().forVaults())
                .httpClient(http.client())
                .httpLogOptions(AzureHttp.noLog())
                .addPolicy(AzureHttp.readWhole())
                .addPolicy(limits.of(VaultRef.NO_ACCOUNT, originOf(key.vault())))
                .retryPolicy(http.retries());
        if (!config.challengeResourceVerification()) {
            builder = builder.disableChallengeResourceVerification();
        }
        return builder.buildAsyncClient();
    }

    private KeyAsyncClient build(Key key) {
        KeyClientBuilder builder = new KeyClientBuilder()
                .vaultUrl(key.origin.toString())
                .credential(key.login.forVaults())
                .httpClient(http.client())
                .httpLogOptions(AzureHttp.noLog())
                .addPolicy(AzureHttp.readWhole())
                .addPolicy(limits.of(key.account, key.origin))
                .retryPolicy(new VaultRetries(config));
        if (!config.challengeResourceVerification()) {
            builder = builder.disableChallengeResourceVerification();
        }
        return builder.buildAsyncClient();
    }
}

package io.keysweep.azure;

import com.azure.security.keyvault.keys.KeyAsyncClient;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The adapter put together by hand, with connections that the test keeps. */
final class TestAzure implements ConnectionCredentials {

    private final Map<String, ConnectionSettings> connections = new ConcurrentHashMap<>();
    private final List<String> refusals = new ArrayList<>();
    private final ConnectionLogins logins;
    private final VaultClients clients;
    private final KeyVault keyVault;
    private final AzureCryptography cryptography;

    TestAzure(Vertx vertx, AzureConfig config) {
        AzureHttp http = new AzureHttp(vertx, config);
        this.logins = new ConnectionLogins(this, new IdentityCredentials(http, config), new LoginThreads(), config);
        this.clients = new VaultClients(http, logins, config);
        this.keyVault = new AzureKeyVault(clients, config);
        this.cryptography = new AzureCryptography(clients, config);
    }

    /** The settings with these values, and defaults for all others. */
    static AzureConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 1, new DurationConverter())
                .withMapping(AzureConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 1))
                .build()
                .getConfigMapping(AzureConfig.class);
    }

    void put(String connection, ConnectionSettings settings) {
        connections.put(connection, settings);
    }

    List<String> refusals() {
        return refusals;
    }

    KeyVault keyVault() {
        return keyVault;
    }

    AzureCryptography cryptography() {
        return cryptography;
    }

    /** The SDK's client of a vault, as the service would use it. */
    static KeyAsyncClient client(Vertx vertx, AzureConfig config, VaultRef vault) {
        return new TestAzure(vertx, config)
                .clients
                .with(vault, client -> Uni.createFrom().item(client))
                .await()
                .indefinitely();
    }

    ConnectionLogins logins() {
        return logins;
    }

    @Override
    public Uni<ConnectionSettings> of(String account, String connection) {
        ConnectionSettings settings = connections.get(connection);
        return settings == null
                ? Uni.createFrom().failure(new KeyVaultException.Denied("there is no connection " + connection))
                : Uni.createFrom().item(settings);
    }

    @Override
    public Uni<Void> refused(ConnectionSettings settings, String reason) {
        refusals.add(reason);
        return Uni.createFrom().voidItem();
    }
}

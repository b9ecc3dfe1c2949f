package io.keysweep.dev.keyvault;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Vaults on free ports of the loopback address, one server certificate for all. Has a Vert.x of its own, so that it
 * outlives live reload of the service.
 */
public final class LocalKeyVault implements AutoCloseable {

    /** The bearer token that the vaults take. */
    public static final String TOKEN = "local-key-vault-token";

    private static final String VAULT_SCOPE = "https://vault.azure.net/.default";
    private static final int SECONDS = 60;

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(2)
            .setUseDaemonThread(true)
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    private final LocalCertificate certificate = LocalCertificate.create();
    private final BackupBlob blobs = new BackupBlob();
    private final KeyPool pool = new KeyPool();
    private final Predicate<String> tokens;
    private final LocalLogin login = new LocalLogin();
    private final Faults azureFaults = new Faults();
    private final HttpServer azure;
    private final List<LocalVault> vaults;

    private LocalKeyVault(Predicate<String> tokens, String... geographies) {
        this.tokens = token -> tokens.test(token) || login.issued(token, VAULT_SCOPE);
        this.azure = startAzure();
        this.vaults = Stream.of(geographies).map(this::startVault).toList();
    }

    /** One vault for each geography given; a backup restores into vaults of the same geography only. */
    public static LocalKeyVault start(String... geographies) {
        return new LocalKeyVault(TOKEN::equals, geographies);
    }

    /** The same, but any token that is not empty is taken. */
    public static LocalKeyVault startForAnyToken(String... geographies) {
        return new LocalKeyVault(token -> !token.isBlank(), geographies);
    }

    /**
     * Three vaults of one geography: the certificate, the URI of logins and resource manager, then the vaults; with nothing
     * but JDK types in sight: for callers in another class loader.
     */
    public static List<String> startForDevMode() {
        LocalKeyVault server = start("dev", "dev", "dev");
        return Stream.concat(
                        Stream.of(
                                server.caCertificatePem().toString(),
                                server.azureUri().toString()),
                        server.vaults.stream().map(vault -> vault.uri().toString()))
                .toList();
    }

    /** The vault, counted from 1. */
    public LocalVault vault(int number) {
        return vaults.get(number - 1);
    }

    /** The certificate that clients have to trust. */
    public Path caCertificatePem() {
        return certificate.pem();
    }

    /** Where identities log in, and where Azure Resource Manager is. */
    public URI azureUri() {
        return LocalVault.uriOf(azure);
    }

    /** Where identities log in. */
    public LocalLogin login() {
        return login;
    }

    /** What goes wrong on demand at {@link #azureUri}: operations {@code token}, {@code subscriptions}, {@code vaults}. */
    public Faults azureFaults() {
        return azureFaults;
    }

    /** The settings of the service that make it use vaults of this kind. */
    public Map<String, String> settings() {
        return settings(certificate.pem().toString(), azureUri().toString());
    }

    /** The settings of the service that make it use vaults with that certificate, and that Azure. */
    public static Map<String, String> settings(String caCertificatePem, String azureUri) {
        return Map.of(
                "keysweep.azure.access-token",
                TOKEN,
                "keysweep.azure.trusted-certificates",
                caCertificatePem,
                "keysweep.azure.challenge-resource-verification",
                "false",
                "keysweep.azure.authority-url",
                azureUri,
                "keysweep.azure.resource-manager-url",
                azureUri);
    }

    @Override
    public void close() {
        waitFor(vertx.close());
    }

    private HttpServer server() {
        return vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(certificate.keyStore().toString())
                        .setPassword(LocalCertificate.PASSWORD)));
    }

    private HttpServer startAzure() {
        HttpServer server = server();
        LocalSubscriptions subscriptions = new LocalSubscriptions(
                () -> LocalVault.uriOf(server).toString(),
                () -> vaults.stream().map(LocalVault::uri).toList());
        waitFor(server.requestHandler(new AzureRoutes(vertx, login, subscriptions, azureFaults))
                .listen());
        return server;
    }

    private LocalVault startVault(String geography) {
        HttpServer server = server();
        VaultKeys keys = new VaultKeys(Clock.systemUTC());
        Faults faults = new Faults();
        VaultJson json = new VaultJson(() -> LocalVault.uriOf(server).toString());
        VaultOperations operations = new VaultOperations(vertx, keys, json, pool, blobs, geography);
        VaultRoutes routes = new VaultRoutes(vertx, operations, faults, tokens);
        waitFor(server.requestHandler(routes).listen());
        return new LocalVault(server, keys, routes, faults);
    }

    private static void waitFor(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the local Key Vault failed to start or stop", e);
        }
    }
}

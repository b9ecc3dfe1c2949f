package io.keysweep.dev.keyvault;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
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
    private final List<LocalVault> vaults;

    private LocalKeyVault(Predicate<String> tokens, String... geographies) {
        this.tokens = tokens;
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

    /** Two vaults of one geography, with nothing but JDK types in sight: for callers in another class loader. */
    public static List<String> startForDevMode() {
        LocalKeyVault server = start("dev", "dev");
        return Stream.concat(
                        Stream.of(server.caCertificatePem().toString()),
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

    /** The settings of the service that make it use vaults of this kind. */
    public Map<String, String> settings() {
        return settings(certificate.pem().toString());
    }

    /** The settings of the service that make it use vaults with that certificate. */
    public static Map<String, String> settings(String caCertificatePem) {
        return Map.of(
                "keysweep.azure.access-token",
                TOKEN,
                "keysweep.azure.trusted-certificates",
                caCertificatePem,
                "keysweep.azure.challenge-resource-verification",
                "false");
    }

    @Override
    public void close() {
        waitFor(vertx.close());
    }

    private LocalVault startVault(String geography) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(certificate.keyStore().toString())
                        .setPassword(LocalCertificate.PASSWORD)));
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

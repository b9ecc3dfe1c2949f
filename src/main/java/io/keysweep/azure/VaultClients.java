package io.keysweep.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** A client of the SDK for each vault, made when first asked for; all share one pool of connections. */
final class VaultClients {

    private static final float LOAD_FACTOR = 0.75f;
    private static final int CONNECT_MILLIS = 10_000;

    /** Read by the transport; azure-core has no public name for it. */
    private static final String READ_WHOLE = "azure-eagerly-read-response";

    private final AzureConfig config;
    private final HttpClient http;
    private final TokenCredential credential;
    private final CallLimits limits;
    private final Map<URI, KeyAsyncClient> clients;

    VaultClients(Vertx vertx, AzureConfig config) {
        this.config = config;
        this.http = http(vertx, config);
        this.credential = new FixedToken(config);
        this.limits = new CallLimits(config);
        this.clients = new LinkedHashMap<>(16, LOAD_FACTOR, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<URI, KeyAsyncClient> eldest) {
                return size() > config.cachedVaults();
            }
        };
    }

    /**
     * The client of that vault.
     *
     * @throws KeyVaultException.Refused when the URI is no {@code https://host[:port]}
     */
    KeyAsyncClient of(VaultRef vault) {
        URI origin = originOf(vault.uri());
        synchronized (clients) {
            return clients.computeIfAbsent(origin, this::client);
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

    private KeyAsyncClient client(URI origin) {
        KeyClientBuilder builder = new KeyClientBuilder()
                .vaultUrl(origin.toString())
                .credential(credential)
                .httpClient(http)
                // Else AZURE_HTTP_LOG_DETAIL_LEVEL could put blobs into the log.
                .httpLogOptions(new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE))
                .addPolicy(VaultClients::readWhole)
                .addPolicy(limits.of(origin))
                .retryPolicy(new RetryPolicy(new BoundedRetry(config)));
        if (!config.challengeResourceVerification()) {
            builder = builder.disableChallengeResourceVerification();
        }
        return builder.buildAsyncClient();
    }

    /**
     * Without it the transport (1.1.4) breaks on every answer that the SDK throws away, so on each first call and each
     * retry: it closes the socket by ending the request a second time, which Vert.x refuses.
     */
    private static Mono<HttpResponse> readWhole(HttpPipelineCallContext call, HttpPipelineNextPolicy next) {
        call.setData(READ_WHOLE, true);
        return next.process();
    }

    private static HttpClient http(Vertx vertx, AzureConfig config) {
        int limit = Math.toIntExact(config.timeout().toMillis());
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(config.connectionsPerVault())
                .setConnectTimeout(Math.min(CONNECT_MILLIS, limit))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReadIdleTimeout(limit)
                .setWriteIdleTimeout(limit);
        config.trustedCertificates()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return new VertxHttpClientBuilder()
                .vertx(vertx)
                .httpClientOptions(options)
                .responseTimeout(config.timeout())
                .build();
    }
}

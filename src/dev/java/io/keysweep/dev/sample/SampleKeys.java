package io.keysweep.dev.sample;

import com.azure.core.credential.AccessToken;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.keysweep.azure.AzureConfig;
import io.keysweep.dev.DevSettings;
import io.keysweep.dev.keyvault.LocalKeyVault;
import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Makes keys in the local Key Vault through Azure's SDK, as their owner would: Keysweep itself only reads them. */
@IfBuildProfile("dev")
@ApplicationScoped
class SampleKeys {

    /** What each vault gets; elliptic curves for half of them, as an RSA pair takes its time. */
    static final List<Sort> SORTS = List.of(
            new Sort("customer-wrapping", SampleKeys::rsa),
            new Sort("backup-sealing", SampleKeys::rsa),
            new Sort("order-signing", SampleKeys::ec),
            new Sort("token-signing", SampleKeys::ec));

    private static final int RSA_BITS = 2048;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String READ_WHOLE = "azure-eagerly-read-response";

    private final Vertx vertx;
    private final AzureConfig config;

    SampleKeys(Vertx vertx, AzureConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /** A key to be made. */
    record Sort(String name, Function<Call, Mono<KeyVaultKey>> making) {}

    private record Call(KeyAsyncClient client, String name) {}

    List<URI> vaultUris() {
        return DevSettings.vaultUris();
    }

    /** Blocks until the key is there. */
    KeyVaultKey create(URI vault, Sort sort) {
        return sort.making().apply(new Call(client(vault), sort.name())).block(LIMIT);
    }

    private static Mono<KeyVaultKey> rsa(Call call) {
        return call.client().createRsaKey(new CreateRsaKeyOptions(call.name()).setKeySize(RSA_BITS));
    }

    private static Mono<KeyVaultKey> ec(Call call) {
        return call.client().createEcKey(new CreateEcKeyOptions(call.name()).setCurveName(KeyCurveName.P_256));
    }

    private KeyAsyncClient client(URI vault) {
        return new KeyClientBuilder()
                .vaultUrl(vault.toString())
                .credential(request -> Mono.just(new AccessToken(LocalKeyVault.TOKEN, OffsetDateTime.MAX)))
                .httpClient(http())
                .addPolicy(SampleKeys::readWhole)
                .disableChallengeResourceVerification()
                .buildAsyncClient();
    }

    private HttpClient http() {
        HttpClientOptions options = new HttpClientOptions();
        config.trustedCertificates()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return new VertxHttpClientBuilder()
                .vertx(vertx)
                .httpClientOptions(options)
                .build();
    }

    // The transport breaks on answers that the SDK throws away, such as the first 401.
    private static Mono<HttpResponse> readWhole(HttpPipelineCallContext call, HttpPipelineNextPolicy next) {
        call.setData(READ_WHOLE, true);
        return next.process();
    }
}

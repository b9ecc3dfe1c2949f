package io.keysweep.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.vertx.VertxHttpClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The SDK's one HTTP client, for vaults and logins alike, and how it is used. */
@Singleton
final class AzureHttp {

    private static final int REQUEST_TIMEOUT = 408;
    // Of the place where machines ask for their identity, while it is being updated.
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final Set<Integer> PASSING = Set.of(REQUEST_TIMEOUT, GONE, TOO_MANY_REQUESTS);
    private static final int CONNECT_MILLIS = 10_000;

    /** Read by the transport; azure-core has no public name for it. */
    private static final String READ_WHOLE = "azure-eagerly-read-response";

    private final AzureConfig config;
    private final HttpClient client;

    AzureHttp(Vertx vertx, AzureConfig config) {
        this.config = config;
        this.client = client(vertx, config);
    }

    HttpClient client() {
        return client;
    }

    RetryPolicy retries() {
        return new RetryPolicy(new BoundedRetry(config));
    }

    /** Else AZURE_HTTP_LOG_DETAIL_LEVEL could put blobs and secrets into the log. */
    static HttpLogOptions noLog() {
        return new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE);
    }

    /**
     * Without it the transport (1.1.4) breaks on every answer that the SDK throws away, so on each first call and each
     * retry: it closes the socket by ending the request a second time, which Vert.x refuses.
     */
    static HttpPipelinePolicy readWhole() {
        return new HttpPipelineSyncPolicy() {
            @Override
            protected void beforeSendingRequest(HttpPipelineCallContext call) {
                call.setData(READ_WHOLE, true);
            }
        };
    }

    /**
     * For logins: an answer that says try again, after the retries, counts as none. What the SDK makes of it tells neither the
     * status nor that it passes, of managed identities least of all.
     */
    static HttpPipelinePolicy passingIsNoAnswer() {
        return new HttpPipelineSyncPolicy() {
            @Override
            public HttpPipelinePosition getPipelinePosition() {
                return HttpPipelinePosition.PER_CALL;
            }

            @Override
            protected HttpResponse afterReceivedResponse(HttpPipelineCallContext call, HttpResponse answer) {
                int status = answer.getStatusCode();
                if (PASSING.contains(status) || status >= SERVER_ERROR) {
                    answer.close();
                    throw new UncheckedIOException(new IOException("the login answers " + status));
                }
                return answer;
            }
        };
    }

    static int connectMillis(AzureConfig config) {
        return Math.toIntExact(Math.min(CONNECT_MILLIS, config.timeout().toMillis()));
    }

    private static HttpClient client(Vertx vertx, AzureConfig config) {
        int limit = Math.toIntExact(config.timeout().toMillis());
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(config.connectionsPerVault())
                .setConnectTimeout(connectMillis(config))
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

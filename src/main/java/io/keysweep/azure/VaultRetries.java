package io.keysweep.azure;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.RetryPolicy;
import reactor.core.publisher.Mono;

/** Retries of requests to vaults: of those that make a key fewer than of the others. */
final class VaultRetries extends RetryPolicy {

    private final RetryPolicy ofNewKeys;

    VaultRetries(AzureConfig config) {
        super(new BoundedRetry(config));
        this.ofNewKeys = new RetryPolicy(new NewKeyRetry(config));
    }

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext call, HttpPipelineNextPolicy next) {
        return makesKey(call.getHttpRequest()) ? ofNewKeys.process(call, next) : super.process(call, next);
    }

    @Override
    public HttpResponse processSync(HttpPipelineCallContext call, HttpPipelineNextSyncPolicy next) {
        return makesKey(call.getHttpRequest()) ? ofNewKeys.processSync(call, next) : super.processSync(call, next);
    }

    /** Whether the request makes or uploads a key. */
    static boolean makesKey(HttpRequest request) {
        HttpMethod method = request.getHttpMethod();
        String path = request.getUrl().getPath();
        return method == HttpMethod.PUT || (method == HttpMethod.POST && path.endsWith("/create"));
    }
}

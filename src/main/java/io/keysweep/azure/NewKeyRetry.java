package io.keysweep.azure;

import com.azure.core.http.HttpResponse;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;

/**
 * The same for requests that make or upload a key: only what Azure cannot have done is asked for again. It may have made
 * the key before it failed or its answer was lost, and once more would be a second version.
 */
final class NewKeyRetry extends BoundedRetry {

    private static final int TOO_MANY_REQUESTS = 429;

    NewKeyRetry(AzureConfig config) {
        super(config);
    }

    @Override
    public boolean shouldRetry(HttpResponse response) {
        return response != null && response.getStatusCode() == TOO_MANY_REQUESTS;
    }

    @Override
    public boolean shouldRetryException(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException
                || failure instanceof SSLHandshakeException;
    }
}

package io.keysweep.limits;

import io.keysweep.http.ApiPath;
import io.keysweep.http.ClientAddress;
import io.keysweep.http.EdgeAnswer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Holds addresses to their rate of API calls that come without a token: logins, public calls, and refused ones. */
@ApplicationScoped
class AddressLimits {

    // The first of the limits, as it costs least.
    private static final int AFTER_THE_EDGE = 985;
    private static final String TOKEN = "Bearer ";

    private final LimitsConfig config;
    private final ClientAddress clients;
    private final TokenBuckets addresses;

    AddressLimits(LimitsConfig config, ClientAddress clients) {
        this.config = config;
        this.clients = clients;
        this.addresses =
                new TokenBuckets(config.addressRate(), config.addressBurst(), config.tracked(), System::nanoTime);
    }

    void register(@Observes Filters filters) {
        filters.register(this::count, AFTER_THE_EDGE);
    }

    // Public calls do not look at a token, so that any one would do to pass by the count.
    private void count(RoutingContext request) {
        if (!ApiPath.ofApi(request) || withToken(request) && !ApiPath.withoutToken(request)) {
            request.next();
            return;
        }
        long wait = addresses.take(clients.of(request.request()));
        if (wait > 0) {
            EdgeAnswer.tooMany(
                    request,
                    "too many requests without a token: an address may send " + config.addressRate()
                            + " a second; wait and try again",
                    Duration.ofNanos(wait));
        } else {
            request.next();
        }
    }

    private static boolean withToken(RoutingContext request) {
        String authorization = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, TOKEN, 0, TOKEN.length());
    }
}

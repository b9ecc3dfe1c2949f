package io.keysweep.limits;

import io.keysweep.http.ClientAddress;
import io.keysweep.http.RequestBody;
import io.netty.handler.codec.http2.Http2Error;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Cuts off clients that take too long to send a body. (One that sends nothing at all is cut off by
 * {@code quarkus.http.idle-timeout}, as is one that does not read; a byte a second is not idle.)
 */
@ApplicationScoped
class SlowBodies {

    private static final Logger LOGGER = Logger.getLogger(SlowBodies.class);
    private static final int BEFORE_ANYBODY_READS = 980;

    private final LimitsConfig config;
    private final ClientAddress clients;

    SlowBodies(LimitsConfig config, ClientAddress clients) {
        this.config = config;
        this.clients = clients;
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, BEFORE_ANYBODY_READS);
    }

    private void watch(RoutingContext request) {
        if (RequestBody.expected(request.request())) {
            long timer = request.vertx().setTimer(config.bodyTimeout().toMillis(), fired -> cutOff(request.request()));
            request.addEndHandler(done -> request.vertx().cancelTimer(timer));
        }
        request.next();
    }

    private void cutOff(HttpServerRequest request) {
        if (!request.isEnded() && RequestBody.expected(request)) {
            LOGGER.infof("slow client cut off address=%s", clients.of(request));
            RequestBody.cutOff(request, Http2Error.ENHANCE_YOUR_CALM);
        }
    }
}

package io.keysweep.http;

import io.keysweep.account.Origin;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.MDC;

/**
 * What happens to every request before anything else looks at it: it gets its id, and one that announces too large a body
 * is answered at once. (One that streams more than it announces is cut off by {@code quarkus.http.limits.max-body-size}.)
 */
@ApplicationScoped
class Edge {

    private static final int FIRST = 1_000;
    private static final int SECOND = 990;
    private static final String PREFERENCE = ";qs=";

    private final HttpConfig config;
    private final ClientAddress clients;

    Edge(HttpConfig config, ClientAddress clients) {
        this.config = config;
        this.clients = clients;
    }

    void register(@Observes Filters filters) {
        filters.register(this::name, FIRST);
        filters.register(this::measure, SECOND);
    }

    private void name(RoutingContext request) {
        String id = RequestId.of(request);
        MDC.put(RequestId.LOG_KEY, id);
        Origin.arrived(clients.exact(request.request()), id);
        request.response().putHeader(RequestId.HEADER, id);
        request.addHeadersEndHandler(done -> complete(request));
        request.next();
    }

    private static void complete(RoutingContext request) {
        cleanType(request.response());
        SafeHeaders.add(request);
    }

    // A resource's preference among media types is for choosing one, and has no place in the answer.
    private static void cleanType(HttpServerResponse response) {
        String type = response.headers().get(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.contains(PREFERENCE)) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, type.substring(0, type.indexOf(PREFERENCE)));
        }
    }

    private void measure(RoutingContext request) {
        if (announced(request) > config.maxBodySize().asLongValue()) {
            refuse(request);
        } else {
            request.next();
        }
    }

    private static long announced(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // The HTTP decoder has its own opinion of that header.
        }
    }

    private void refuse(RoutingContext request) {
        EdgeAnswer.send(
                        request,
                        ErrorKind.BAD_REQUEST,
                        "request body: must be at most " + config.maxBodySize().asLongValue() + " bytes, is "
                                + announced(request))
                .onComplete(sent -> request.request().connection().close());
    }
}

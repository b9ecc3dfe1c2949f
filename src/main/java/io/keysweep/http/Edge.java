package io.keysweep.http;

import io.keysweep.account.Origin;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.MDC;

/**
 * What happens to every request before anything else looks at it: it gets its id, and one that cannot be decoded, or that
 * announces too large a body, is answered at once. (One that streams more than it announces is cut off by Quarkus, at
 * {@code quarkus.http.limits.max-body-size}, or at what is set here where no token is looked at.)
 */
@ApplicationScoped
class Edge {

    private static final int FIRST = 1_000;
    private static final int SECOND = 995;
    private static final int THIRD = 990;
    private static final int FOURTH = 988;
    // After Quarkus has said what a body without an announced length may grow to.
    private static final int AFTER_THE_GENERAL_LIMIT = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT + 1;
    // Before Quarkus's own, which answers in a form of its own, or with no body.
    private static final int AFTER_ALL_ROUTES = 100_000;
    private static final String PREFERENCE = ";qs=";

    private final HttpConfig config;
    private final ClientAddress clients;

    Edge(HttpConfig config, ClientAddress clients) {
        this.config = config;
        this.clients = clients;
    }

    void register(@Observes Filters filters) {
        filters.register(this::name, FIRST);
        filters.register(this::decode, SECOND);
        filters.register(this::measure, THIRD);
        filters.register(Edge::endFrame, FOURTH);
    }

    void registerRoutes(@Observes Router router) {
        router.route().order(AFTER_THE_GENERAL_LIMIT).handler(this::narrow);
        router.route().order(AFTER_ALL_ROUTES).failureHandler(this::fail);
        router.errorHandler(ErrorKind.BAD_REQUEST.status(), this::refuseMalformed);
    }

    private void name(RoutingContext request) {
        prepare(request);
        request.next();
    }

    private void prepare(RoutingContext request) {
        String id = RequestId.of(request);
        MDC.put(RequestId.LOG_KEY, id);
        Origin.arrived(clients.exact(request.request()), id);
        request.response().putHeader(RequestId.HEADER, id);
        request.addHeadersEndHandler(done -> complete(request));
    }

    // The router fails, without an answer of its own, on what it cannot decode.
    private void decode(RoutingContext request) {
        if (!decodes(request)) {
            refuseMalformed(request);
        } else if (ApiPath.ambiguous(request)) {
            answer(request, ErrorKind.BAD_REQUEST, "path: must not contain ;, which means nothing here; leave it out");
        } else {
            request.next();
        }
    }

    private static boolean decodes(RoutingContext request) {
        try {
            return request.normalizedPath() != null && request.queryParams() != null;
        } catch (HttpException | IllegalArgumentException malformed) {
            return false;
        }
    }

    private void refuseMalformed(RoutingContext request) {
        answer(request, ErrorKind.BAD_REQUEST, "path and query: a % must be followed by two hexadecimal digits");
    }

    // What the router turns away before a filter has seen it, for want of a Host for example. Faults are for
    // Quarkus to log.
    private void fail(RoutingContext request) {
        int status = request.statusCode();
        if (status >= 400 && status < 500 && !request.response().headWritten()) {
            answer(request, ErrorKind.ofStatus(status), ErrorKind.adviceOn(status));
        } else {
            request.next();
        }
    }

    private void answer(RoutingContext request, ErrorKind kind, String message) {
        if (!request.response().headers().contains(RequestId.HEADER)) {
            prepare(request);
        }
        var unused = EdgeAnswer.send(request, kind, message);
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
        long announced = RequestBody.announced(request.request()).orElse(0);
        if (announced > RequestBody.largest(request, config)) {
            refuse(request, announced);
        } else {
            request.next();
        }
    }

    private void refuse(RoutingContext request, long announced) {
        EdgeAnswer.send(
                        request,
                        ErrorKind.BAD_REQUEST,
                        "request body: must be at most " + RequestBody.largest(request, config) + " bytes, is "
                                + announced)
                .onComplete(sent -> RequestBody.discard(request.request(), request.vertx()));
    }

    // Whether the head of HTTP/2 is all of its request is known once its frame is done with: see RequestBody.
    private static void endFrame(RoutingContext request) {
        if (request.request().version() == HttpVersion.HTTP_2) {
            request.vertx().getOrCreateContext().runOnContext(done -> request.next());
        } else {
            request.next();
        }
    }

    private void narrow(RoutingContext request) {
        if (ApiPath.withoutToken(request) && request.get(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY) != null) {
            request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, RequestBody.largest(request, config));
        }
        request.next();
    }
}

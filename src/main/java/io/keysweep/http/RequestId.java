package io.keysweep.http;

import io.vertx.ext.web.RoutingContext;
import java.util.UUID;

/** The id of a request: made by us, in every answer's {@value #HEADER} header, in error bodies and in the log. */
final class RequestId {

    static final String HEADER = "X-Request-ID";
    static final String LOG_KEY = "requestId";

    private RequestId() {}

    /** The request's id, made when first asked for. */
    static String of(RoutingContext request) {
        String known = request.get(LOG_KEY);
        if (known != null) {
            return known;
        }
        String id = UUID.randomUUID().toString();
        request.put(LOG_KEY, id);
        return id;
    }
}

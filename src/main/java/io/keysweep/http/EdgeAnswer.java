package io.keysweep.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** An error that is answered before any resource has seen the request; the connection ends with it. */
public final class EdgeAnswer {

    private EdgeAnswer() {}

    /** Answers in the form of every error; done when it is sent. */
    public static Future<Void> send(RoutingContext request, ErrorKind kind, String message) {
        HttpServerResponse response = request.response()
                .setStatusCode(kind.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONNECTION, "close");
        if (kind == ErrorKind.UNAVAILABLE) {
            response.putHeader("Retry-After", "1");
        }
        return response.end(new JsonObject()
                .put("code", kind.code())
                .put("codeDesc", kind.codeDesc())
                .put("message", message)
                .put("requestID", RequestId.of(request))
                .encode());
    }
}

package io.keysweep.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** An error that is answered before any resource has seen the request; the connection ends with it. */
public final class EdgeAnswer {

    private static final String RETRY_AFTER = "Retry-After";

    private EdgeAnswer() {}

    /** Answers that the caller sends too much, and when to try again. */
    public static Future<Void> tooMany(RoutingContext request, String message, Duration retryAfter) {
        long seconds = new TooManyRequestsException(message, retryAfter).retryAfterSeconds();
        request.response().putHeader(RETRY_AFTER, String.valueOf(seconds));
        return send(request, ErrorKind.TOO_MANY_REQUESTS, message);
    }

    /** Answers in the form of every error; done when it is sent. */
    public static Future<Void> send(RoutingContext request, ErrorKind kind, String message) {
        if (kind == ErrorKind.UNAVAILABLE) {
            request.response().putHeader(RETRY_AFTER, "1");
        }
        HttpServerResponse response = request.response()
                .setStatusCode(kind.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONNECTION, "close");
        return response.end(new JsonObject()
                .put("code", kind.code())
                .put("codeDesc", kind.codeDesc())
                .put("message", message)
                .put("requestID", RequestId.of(request))
                .encode());
    }
}

package io.keysweep.http;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.OptionalLong;

/** What can be known of a request's body before anybody reads it. On the event loop of its connection only. */
public final class RequestBody {

    private static final Duration DISCARDING = Duration.ofSeconds(2);

    private RequestBody() {}

    /** How many bytes its head says it has; empty if it does not say. */
    public static OptionalLong announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
        } catch (NumberFormatException e) {
            return OptionalLong.empty(); // The HTTP decoder has its own opinion of that header.
        }
    }

    /**
     * Whether bytes of a body may come yet. A request of HTTP/1.1 has one if its head says so; one of HTTP/2 until the
     * client ends its stream, whatever the head says. (The request itself knows of its end once it was read, which it may
     * never be.)
     */
    public static boolean expected(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return open(request);
        }
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || announced(request).orElse(0) > 0;
    }

    private static boolean open(HttpServerRequest request) {
        Http2ConnectionHandler connection =
                ((ConnectionBase) request.connection()).channel().pipeline().get(Http2ConnectionHandler.class);
        Http2Stream stream = connection == null ? null : connection.connection().stream(request.streamId());
        return stream != null && stream.state().remoteSideOpen();
    }

    /** How long that of this request may be, in bytes. */
    public static long largest(RoutingContext request, HttpConfig config) {
        return (ApiPath.withoutToken(request) ? config.maxAuthBodySize() : config.maxBodySize()).asLongValue();
    }

    /**
     * After the answer: reads what still comes of it, into nothing, and closes the connection at its end or after a moment. A
     * connection that is closed while the client still sends is reset, and the client may never see the answer (RFC 9112, 9.6).
     * HTTP/2 ends the stream alone, after the answer.
     */
    static void discard(HttpServerRequest request, Vertx vertx) {
        if (request.version() == HttpVersion.HTTP_2 || request.isEnded()) {
            cutOff(request, Http2Error.NO_ERROR);
            return;
        }
        request.handler(nothing -> {}).endHandler(end -> request.connection().close());
        vertx.setTimer(DISCARDING.toMillis(), fired -> request.connection().close());
        request.resume();
    }

    /**
     * Takes no more of it: closes the connection or, of HTTP/2, ends the stream alone, as the others of its connection may
     * be of other clients of the same proxy.
     */
    public static void cutOff(HttpServerRequest request, Http2Error reason) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(reason.code());
        } else {
            request.connection().close();
        }
    }
}

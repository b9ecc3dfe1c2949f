package io.keysweep.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * An error in the form of every error, for requests that never reach the router: what the HTTP decoder refuses. Its status is
 * the one it would have had without a body.
 */
public final class PlainAnswer {

    private static final Logger LOGGER = Logger.getLogger(PlainAnswer.class);

    private PlainAnswer() {}

    /** Whether an answer is an error that the router has not written: all that it writes have an id. */
    public static boolean lacking(HttpResponse answer) {
        return answer.status().code() >= 400 && !answer.headers().contains(RequestId.HEADER);
    }

    /** In place of one that has no body; its headers stay. */
    public static FullHttpResponse inPlaceOf(HttpResponse bare, boolean tls) {
        FullHttpResponse answer = of(bare.protocolVersion(), bare.status(), tls);
        bare.headers().forEach(header -> addMissing(answer.headers(), header.getKey(), header.getValue()));
        return answer;
    }

    /** To a request that turns out to be malformed in the middle of its body; the connection has to end with it. */
    public static FullHttpResponse toMalformed(boolean tls) {
        FullHttpResponse answer = of(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST, tls);
        answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return answer;
    }

    private static FullHttpResponse of(HttpVersion version, HttpResponseStatus status, boolean tls) {
        String id = UUID.randomUUID().toString();
        LOGGER.debugf("request refused undecoded status=%d requestId=%s", status.code(), id);
        ByteBuf body = Unpooled.copiedBuffer(body(status.code(), id), StandardCharsets.UTF_8);
        FullHttpResponse answer = new DefaultFullHttpResponse(version, status, body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(RequestId.HEADER, id);
        SafeHeaders.of(true, tls).forEach(answer.headers()::set);
        return answer;
    }

    private static String body(int status, String id) {
        ErrorKind kind = ErrorKind.ofStatus(status);
        return new JsonObject()
                .put("code", kind.code())
                .put("codeDesc", kind.codeDesc())
                .put("message", ErrorKind.adviceOn(status))
                .put("requestID", id)
                .encode();
    }

    private static void addMissing(HttpHeaders headers, String name, String value) {
        if (!headers.contains(name)) {
            headers.add(name, value);
        }
    }
}

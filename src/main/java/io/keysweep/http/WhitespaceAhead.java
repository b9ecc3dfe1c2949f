package io.keysweep.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * Keeps the connection of an answer in JSON that takes longer than connections may be idle: spaces go ahead of it, which any
 * reader of JSON passes over. With the first of them the status is 200; of an answer that fails after that the connection is
 * closed, so that it cannot be taken for a whole one. When the client is found to have hung up, the work on the answer is
 * cancelled. Without effect outside of a Vert.x context.
 */
public final class WhitespaceAhead {

    private static final String SPACE = " ";

    private WhitespaceAhead() {}

    /**
     * The answer.
     *
     * @param every how long nothing is sent; less than connections may be idle, here and at proxies
     */
    public static <T> Uni<T> of(Uni<T> answer, HttpServerResponse response, Duration every) {
        return Uni.createFrom().deferred(() -> {
            Context context = Vertx.currentContext();
            return context == null ? answer : of(answer, response, every, context.owner());
        });
    }

    private static <T> Uni<T> of(Uni<T> answer, HttpServerResponse response, Duration every, Vertx vertx) {
        return Uni.combine()
                .any()
                .of(answer, hangUp(response, every, vertx))
                .onFailure()
                .invoke(() -> cutOff(response));
    }

    // Without an item until nobody is there to be answered; sends the spaces until then.
    private static <T> Uni<T> hangUp(HttpServerResponse response, Duration every, Vertx vertx) {
        return Uni.createFrom().emitter(emitter -> {
            long timer = vertx.setPeriodic(every.toMillis(), tick -> {
                if (response.closed()) {
                    emitter.complete(null);
                } else {
                    send(response);
                }
            });
            emitter.onTermination(() -> vertx.cancelTimer(timer));
        });
    }

    private static void send(HttpServerResponse response) {
        if (response.ended()) {
            return;
        }
        if (!response.headWritten()) {
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "application/json;charset=UTF-8");
        }
        response.write(SPACE);
    }

    private static void cutOff(HttpServerResponse response) {
        if (response.headWritten()) {
            response.reset();
        }
    }
}

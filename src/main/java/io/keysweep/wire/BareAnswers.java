package io.keysweep.wire;

import io.keysweep.http.PlainAnswer;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;

/**
 * Gives errors that Vert.x answers by itself, with no body, the form of every error; and answers a request whose body turns out
 * to be malformed, where Vert.x would hang up. Stands between the codec of HTTP/1.1 and Vert.x.
 */
final class BareAnswers extends ChannelDuplexHandler {

    private final HeadDeadline deadline;
    private int unanswered;
    private boolean answerBegun;
    private boolean withoutBodies;
    private boolean hungUp;

    BareAnswers(HeadDeadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (hungUp) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            begin(request);
            forward(context, message);
        } else if (malformed(message) && unanswered == 1 && !answerBegun) {
            ReferenceCountUtil.release(message);
            hangUp(context);
        } else {
            forward(context, message);
        }
    }

    // The answer to HEAD has no body. Which answer is to which request is Vert.x's to know; after one such
    // request, all stay as they are.
    private void begin(HttpRequest request) {
        deadline.headComplete();
        unanswered++;
        withoutBodies = withoutBodies || HttpMethod.HEAD.equals(request.method());
    }

    private void forward(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent) {
            deadline.requestComplete();
        }
        context.fireChannelRead(message);
    }

    private static boolean malformed(Object message) {
        return message instanceof HttpContent content && content.decoderResult().isFailure();
    }

    private void hangUp(ChannelHandlerContext context) {
        hungUp = true;
        context.writeAndFlush(PlainAnswer.toMalformed(overTls(context))).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (hungUp) {
            ReferenceCountUtil.release(message);
            promise.setFailure(new ClosedChannelException());
        } else if (message instanceof HttpResponse interim
                && interim.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            var unused = context.write(message, promise);
        } else {
            answerBegun = !(message instanceof LastHttpContent);
            unanswered -= answerBegun ? 0 : 1;
            var unused = context.write(complete(context, message), promise);
        }
    }

    private Object complete(ChannelHandlerContext context, Object message) {
        if (message instanceof FullHttpResponse bare
                && !bare.content().isReadable()
                && PlainAnswer.lacking(bare)
                && !withoutBodies) {
            FullHttpResponse answer = PlainAnswer.inPlaceOf(bare, overTls(context));
            bare.release();
            return answer;
        }
        return message;
    }

    private static boolean overTls(ChannelHandlerContext context) {
        return context.pipeline().get(SslHandler.class) != null;
    }
}

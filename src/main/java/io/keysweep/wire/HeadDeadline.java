package io.keysweep.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Closes a connection on which the head of a request takes too long: from its opening to the end of the first head, and from
 * the first byte of each further one to its end. What comes in between, bodies and pauses, is for others to limit.
 *
 * <p>Stands in front of the decoder, where it sees bytes; {@link BareAnswers}, behind the decoder, tells it of heads. One of
 * each a connection; both run on its event loop only.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    private static final Logger LOGGER = Logger.getLogger(HeadDeadline.class);

    private final long millis;
    private ScheduledFuture<?> timer;
    private ChannelHandlerContext decoder;
    private Http2Heads heads;
    private boolean settled;
    private boolean betweenRequests;

    HeadDeadline(Duration timeout) {
        this.millis = timeout.toMillis();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        start(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!settled) {
            settle(context.pipeline());
        }
        if (heads != null && message instanceof ByteBuf bytes) {
            follow(context, bytes);
        } else if (betweenRequests && !decoder.isRemoved()) {
            betweenRequests = false;
            start(context);
        }
        context.fireChannelRead(message);
    }

    // By the time that the first bytes get here, Vert.x knows which protocol they are of.
    private void settle(ChannelPipeline pipeline) {
        settled = true;
        decoder = pipeline.context(HttpRequestDecoder.class);
        if (decoder != null) {
            String encoder = pipeline.context(HttpResponseEncoder.class).name();
            pipeline.addAfter(encoder, null, new BareAnswers(this));
        } else if (pipeline.get(Http2ConnectionHandler.class) != null) {
            heads = new Http2Heads();
        } else {
            stop();
        }
    }

    private void follow(ChannelHandlerContext context, ByteBuf bytes) {
        long before = heads.complete();
        boolean begun = heads.read(bytes);
        if (!begun) {
            stop();
        } else if (timer == null || heads.complete() != before) {
            start(context);
        }
    }

    /** The head of a request is there. */
    void headComplete() {
        stop();
        betweenRequests = false;
    }

    /** A request is there, to its end. */
    void requestComplete() {
        betweenRequests = true;
    }

    private void start(ChannelHandlerContext context) {
        stop();
        timer = context.executor().schedule(() -> expire(context), millis, TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    // As long as the server does not read, the client cannot be blamed.
    private void expire(ChannelHandlerContext context) {
        if (context.channel().config().isAutoRead()) {
            LOGGER.debugf(
                    "connection closed address=%s reason=slow head",
                    context.channel().remoteAddress());
            var unused = context.close();
        } else {
            start(context);
        }
    }
}

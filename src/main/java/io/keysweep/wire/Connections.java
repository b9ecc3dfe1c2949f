package io.keysweep.wire;

import io.keysweep.limits.LimitsConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All connections that clients have open, from the moment they are accepted, whether or not they ever say anything. (Quarkus
 * counts those on which a request was begun.) One beyond {@code quarkus.http.limits.max-connections} is closed at once.
 */
@Singleton
@Unremovable
class Connections {

    // As Quarkus has it.
    private static final int UNLIMITED = 0;

    private final AtomicInteger open = new AtomicInteger();
    private final int most;
    private final Duration headTimeout;

    @Inject
    Connections(LimitsConfig limits, VertxHttpConfig server) {
        this(server.limits().maxConnections().orElse(UNLIMITED), limits.headTimeout());
    }

    Connections(int most, Duration headTimeout) {
        this.most = most > UNLIMITED ? most : Integer.MAX_VALUE;
        this.headTimeout = headTimeout;
    }

    /** Accepts what there is room for, and hands it on to the server. */
    ChannelHandler before(ChannelHandler server) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (enter(channel)) {
                    channel.pipeline().addLast(server);
                    addDeadline(channel);
                }
            }
        };
    }

    private boolean enter(Channel channel) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            var unused = channel.close();
            return false;
        }
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        return true;
    }

    // In front of the decoder. Where the server waits for the first bytes to tell HTTP/1.1 from HTTP/2, or for
    // a TLS handshake, there is none yet, and it comes behind whatever is there.
    private void addDeadline(Channel channel) {
        HeadDeadline deadline = new HeadDeadline(headTimeout);
        ChannelHandlerContext decoder = channel.pipeline().context(HttpRequestDecoder.class);
        if (decoder == null) {
            channel.pipeline().addLast(deadline);
        } else {
            channel.pipeline().addBefore(decoder.name(), null, deadline);
        }
    }
}

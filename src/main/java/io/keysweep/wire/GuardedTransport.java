package io.keysweep.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;

/**
 * The JDK's sockets, with {@link Connections} in front of what a server makes of those it accepts. A Vert.x without an
 * application around it, as tests have them, is left as it is.
 */
final class GuardedTransport extends JDKTransport {

    // Asked by each server after it has set its handler of accepted connections, and before it binds.
    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        ArcContainer application = Arc.container();
        if (application != null && application.isRunning()) {
            Connections connections = application.instance(Connections.class).get();
            bootstrap.childHandler(connections.before(bootstrap.config().childHandler()));
        }
    }
}

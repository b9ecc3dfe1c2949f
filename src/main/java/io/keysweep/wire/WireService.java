package io.keysweep.wire;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.spi.VertxServiceProvider;
import org.jboss.logging.Logger;

/** Gives each Vert.x of the process a transport that guards what it accepts; named in META-INF/services. */
public final class WireService implements VertxServiceProvider {

    private static final Logger LOGGER = Logger.getLogger(WireService.class);

    /** Made by {@link java.util.ServiceLoader}. */
    public WireService() {}

    @Override
    public void init(VertxBuilder builder) {
        if (builder.findTransport() == JDKTransport.INSTANCE) {
            builder.findTransport(new GuardedTransport());
        } else {
            LOGGER.warn(
                    "slow request heads are not cut off: quarkus.vertx.prefer-native-transport must be false for that");
        }
    }
}

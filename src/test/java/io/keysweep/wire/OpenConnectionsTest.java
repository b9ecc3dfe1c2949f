package io.keysweep.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many connections there may be, without a network. */
class OpenConnectionsTest {

    private final Connections connections = new Connections(2, Duration.ofSeconds(1));

    private EmbeddedChannel open() {
        return new EmbeddedChannel(connections.before(new ChannelInboundHandlerAdapter()));
    }

    @Test
    void closesWhatThereIsNoRoomForAndTakesTheNextOnceThereIs() {
        EmbeddedChannel first = open();
        EmbeddedChannel second = open();

        assertFalse(open().isOpen());
        assertTrue(first.isOpen() && second.isOpen());
        var unused = first.close();
        assertTrue(open().isOpen());
        assertFalse(open().isOpen());
    }

    @Test
    void closesAConnectionOnWhichNothingComes() {
        EmbeddedChannel silent = open();

        silent.advanceTimeBy(500, TimeUnit.MILLISECONDS);
        silent.runScheduledPendingTasks();
        assertTrue(silent.isOpen());
        silent.advanceTimeBy(500, TimeUnit.MILLISECONDS);
        silent.runScheduledPendingTasks();
        assertFalse(silent.isOpen());
    }
}

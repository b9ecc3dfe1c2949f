package io.keysweep.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.limits.RawHttp2.Frame;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Seed;
import io.keysweep.support.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Clients that keep a stream of HTTP/2 and hardly send, and those that only seem to. */
@QuarkusTest
@WithTestResource(TightLimits.class)
class SlowClientsOverHttp2Test {

    private static final Duration TURN = Duration.ofMillis(100);
    private static final int MOST_TURNS = 300;
    private static final int SOON = 50;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final Duration MORE_THAN_FOR_A_BODY = Duration.ofSeconds(3);

    private static void begin(RawHttp2 client, int stream, String... more) throws IOException {
        String[] fields = {":method", "POST", ":scheme", "http", ":authority", "x", ":path", "/api/v1/auth/tokens"};
        String[] all = new String[fields.length + more.length + 2];
        System.arraycopy(fields, 0, all, 0, fields.length);
        System.arraycopy(more, 0, all, fields.length, more.length);
        all[all.length - 2] = "content-type";
        all[all.length - 1] = "application/json";
        client.head(stream, false, all);
    }

    // A byte each time that the server has not said anything for a while; how often until it ended the stream.
    private static int dribble(RawHttp2 client, int stream) throws IOException {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            Optional<Frame> frame = client.next(TURN);
            if (frame.isEmpty()) {
                client.data(stream, (byte) ' ');
            } else if (frame.get().type() == RawHttp2.RST_STREAM && frame.get().stream() == stream) {
                assertEquals(
                        ENHANCE_YOUR_CALM,
                        ByteBuffer.wrap(frame.get().payload()).getInt());
                return turn;
            }
        }
        throw new AssertionError("it was never cut off");
    }

    // Neither header says that there is a body.
    @Test
    void cutsOffABodyThatComesAByteAtATimeAndNothingElse() throws IOException {
        try (RawHttp2 client = new RawHttp2()) {
            begin(client, 1);
            assertTrue(dribble(client, 1) < SOON);

            begin(client, 3, "content-length", "1000");
            assertTrue(dribble(client, 3) < SOON);

            client.head(5, true, ":method", "GET", ":scheme", "http", ":authority", "x", ":path", "/q/health/live");
            awaitAnswer(client, 5);
        }
    }

    private static void awaitAnswer(RawHttp2 client, int stream) throws IOException {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            Optional<Frame> frame = client.next(TURN);
            if (frame.isPresent() && frame.get().type() == RawHttp2.HEADERS && frame.get().stream() == stream) {
                return;
            }
        }
        throw new AssertionError("the connection is of no use any more");
    }

    // Its request was whole, though nobody ever read it.
    @Test
    void letsAStreamOfEventsGoOn() throws IOException {
        String account = Seed.account();
        String token = TestIssuer.sign(TestIssuer.claims(account, "local|admin", List.of("admin")));
        String path = BulkJobs.PATH + "/" + SlowClientsTest.waitingJob(account, 1) + "/events";
        try (RawHttp2 client = new RawHttp2()) {
            client.head(1, true, new String[] {
                ":method",
                "GET",
                ":scheme",
                "http",
                ":authority",
                "x",
                ":path",
                path,
                "accept",
                "text/event-stream",
                "authorization",
                "Bearer " + token
            });
            awaitAnswer(client, 1);
            long begun = System.nanoTime();

            int events = 0;
            while (System.nanoTime() - begun < MORE_THAN_FOR_A_BODY.toNanos()) {
                Optional<Frame> frame = client.next(TURN);
                assertNotEquals(RawHttp2.RST_STREAM, frame.map(Frame::type).orElse(RawHttp2.DATA));
                events += frame.filter(event -> event.type() == RawHttp2.DATA).isPresent() ? 1 : 0;
            }
            assertTrue(events > 5);
        }
    }
}

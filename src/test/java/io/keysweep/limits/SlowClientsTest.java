package io.keysweep.limits;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that keep a connection and hardly send or read. */
@QuarkusTest
@WithTestResource(TightLimits.class)
class SlowClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NDJSON = "application/x-ndjson";
    private static final int TURN_MILLIS = 100;
    private static final int MOST_TURNS = 300;
    // Of turns. The idle time-out counts decoded messages of HTTP/1.1, so that it ends a slow head too, if later;
    // bytes of HTTP/2 put it off.
    private static final int BEFORE_IT_IS_IDLE = 24;
    private static final int ONCE_IT_IS_IDLE = 2 * 60;
    // Less than what an idle connection has.
    private static final Duration MORE_THAN_FOR_A_HEAD = Duration.ofSeconds(2);
    private static final int MOST_CONNECTIONS = 600;
    private static final int HALF_OF_THE_TIMEOUT = 500;

    private static Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("localhost", RestAssured.port));
        return socket;
    }

    // Writes a byte each time that the server has not said anything for a while; how often until it hung up.
    private static int dribble(Socket socket, byte[] bytes) throws IOException {
        socket.setSoTimeout(TURN_MILLIS);
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            try {
                if (socket.getInputStream().read() < 0) {
                    return turn;
                }
            } catch (SocketTimeoutException quiet) {
                send(socket, bytes, turn);
            } catch (IOException cut) {
                return turn;
            }
        }
        throw new AssertionError("it was never cut off");
    }

    private static void send(Socket socket, byte[] bytes, int turn) throws IOException {
        if (turn < bytes.length) {
            socket.getOutputStream().write(bytes, turn, 1);
        }
    }

    @Test
    void cutsOffABodyThatComesAByteAtATime() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("POST /api/v1/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 1000\r\n\r\n")
                            .getBytes(US_ASCII));

            assertTrue(dribble(socket, " ".repeat(MOST_TURNS).getBytes(US_ASCII)) < BEFORE_IT_IS_IDLE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /api/v1/auth/jwks.json HTTP/1.1\r\nHost: x\r\nX-Slow: ", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void cutsOffAHeadThatComesAByteAtATime(String head) throws IOException {
        try (Socket socket = connect()) {
            assertTrue(dribble(socket, (head + "x".repeat(MOST_TURNS)).getBytes(US_ASCII)) < BEFORE_IT_IS_IDLE);
        }
    }

    @Test
    void cutsOffTheHeadOfAFurtherRequestToo() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("HEAD /api/v1/auth/jwks.json HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            awaitEndOfHead(socket);

            assertTrue(dribble(socket, ("GET /" + "x".repeat(MOST_TURNS)).getBytes(US_ASCII)) < BEFORE_IT_IS_IDLE);
        }
    }

    // A pause between requests is no slow head.
    @Test
    void letsAConnectionRestBetweenRequests() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("HEAD /api/v1/auth/jwks.json HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            awaitEndOfHead(socket);
            long rested = System.nanoTime();

            dribble(socket, new byte[0]);
            assertTrue(System.nanoTime() - rested > MORE_THAN_FOR_A_HEAD.toNanos());
        }
    }

    // After the preface and the client's settings: a frame of a head, and one of settings, that does not end.
    @ParameterizedTest
    @ValueSource(strings = {"0003e8010000000001", "0003e4040000000000"})
    void cutsOffAFrameOfHttp2ThatComesAByteAtATime(String frame) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            socket.getOutputStream().write(HexFormat.of().parseHex("000000040000000000" + frame));

            assertTrue(dribble(socket, new byte[MOST_TURNS]) < MOST_TURNS / 2);
        }
    }

    private static void awaitEndOfHead(Socket socket) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        assertTrue(head.toString().startsWith("HTTP/1.1 200 "), head::toString);
    }

    // On a machine that is busy all the others may be cut, for their heads, before the last is accepted; then once
    // more.
    @Test
    void countsConnectionsThatNeverSendAnything() {
        Eventually.within(PATIENCE, "one too many is cut at once", SlowClientsTest::oneTooManyIsCutAtOnce);
        Eventually.within(
                PATIENCE,
                "there is room again",
                () -> RestAssured.get("/q/health/live").statusCode() == 200);
    }

    private static boolean oneTooManyIsCutAtOnce() {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_CONNECTIONS + 50; i++) {
                silent.add(connect());
            }
            Socket last = silent.get(silent.size() - 1);
            last.setSoTimeout(HALF_OF_THE_TIMEOUT);
            return last.getInputStream().read() == -1;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            silent.forEach(SlowClientsTest::close);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesASurplusStreamOfEventsInsteadOfCuttingIt() throws IOException {
        String account = Seed.account();
        String path = BulkJobs.PATH + "/" + waitingJob(account, 1) + "/events";
        try (Socket open = events(account, path)) {
            awaitEndOfHead(open);

            Callers.admin(account)
                    .get(path)
                    .then()
                    .statusCode(429)
                    .header("Retry-After", "5")
                    .body("code", equalTo(18))
                    .body("message", containsString("streams are open"));
        }
        Eventually.within(PATIENCE, "the place is free again", () -> streams(account, path));
    }

    @Test
    void leavesPlacesForEventsToOtherAccounts() throws IOException {
        String one = Seed.account();
        String another = Seed.account();
        String third = Seed.account();
        try (Socket first = events(one, eventsOf(one));
                Socket second = events(another, eventsOf(another))) {
            awaitEndOfHead(first);
            awaitEndOfHead(second);

            Callers.admin(third).get(eventsOf(third)).then().statusCode(429);
        }
    }

    private static String eventsOf(String account) {
        return BulkJobs.PATH + "/" + waitingJob(account, 1) + "/events";
    }

    // Each event is 400 KB: it takes a few of them to fill the buffers of both ends, and none is made beyond that.
    @Test
    void cutsOffAReaderOfEventsThatDoesNotRead() throws IOException {
        String account = Seed.account();
        String path = BulkJobs.PATH + "/" + waitingJob(account, 400_000) + "/events";
        try (Socket stalled = events(account, path)) {
            awaitEndOfHead(stalled);
            Eventually.within(PATIENCE, "the reader was cut off", () -> streams(account, path));
        }
    }

    private static Socket events(String account, String path) throws IOException {
        String token = TestIssuer.sign(TestIssuer.claims(account, "local|admin", List.of("admin")));
        Socket socket = connect();
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
                                + token + "\r\n\r\n")
                        .getBytes(US_ASCII));
        return socket;
    }

    private static boolean streams(String account, String path) throws IOException {
        try (Socket socket = events(account, path)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return new String(socket.getInputStream().readNBytes(12), US_ASCII).equals("HTTP/1.1 200");
        }
    }

    // Not to be planned before a day has passed. Whoever created it is part of each event.
    static String waitingJob(String account, int lettersOfCreator) {
        String id = UUID.randomUUID().toString();
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " not_before) VALUES (?::uuid, ?, 'delete-key-backups', repeat('x', ?), 'vault',"
                        + " ARRAY[gen_random_uuid()], '-infinity', now(), now() + interval '1 day')",
                id,
                account,
                lettersOfCreator);
        return id;
    }

    @Test
    void cutsOffAClientThatSendsNothingMore() throws IOException {
        for (String begun : List.of("", "GET /api/v1/auth/jwks.json HTTP/1.1\r\nHost:")) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(begun.getBytes(US_ASCII));

                assertTrue(dribble(socket, new byte[0]) < ONCE_IT_IS_IDLE, "after '" + begun + "'");
            }
        }
    }

    @Test
    void boundsHeadersAndUri() throws IOException {
        assertEquals(
                414,
                RestAssured.get("/api/v1/auth/jwks.json?x=" + "x".repeat(5_000)).statusCode());
        assertEquals(
                431,
                RestAssured.given()
                        .header("X-Long", "x".repeat(30_000))
                        .get("/api/v1/auth/jwks.json")
                        .statusCode());
    }

    @Test
    void cutsOffAReaderThatDoesNotReadAndHoldsNothingForIt() throws IOException {
        String account = Seed.account();
        String path = BulkJobs.PATH + "/" + largeJob(account) + "/results";
        try (Socket stalled = stalled(account, path)) {
            Eventually.within(
                    PATIENCE, "the only stream of the account is taken", () -> streamed(account, path) == 429);
            Eventually.within(
                    PATIENCE,
                    "no connection to the database waits for the reader",
                    () -> Seed.query(Long.class, ACTIVE).get(0) == 0);

            Eventually.within(PATIENCE, "the reader was cut off", () -> streamed(account, path) == 200);
        }
    }

    @Test
    void refusesSurplusReportsOfAllKindsBeforeTheyBeginAndOnlyThoseOfTheAccount() throws IOException {
        String account = Seed.account();
        String path = BulkJobs.PATH + "/" + largeJob(account) + "/results";
        String leaves = BulkJobs.PATH + "/" + endedJob(account) + "/certificate/leaves";
        String other = Seed.account();
        String othersPath = BulkJobs.PATH + "/" + largeJob(other) + "/results";
        Eventually.within(PATIENCE, "there are leaves", () -> status(account, NDJSON, leaves) == 200);
        try (Socket stalled = stalled(account, path)) {
            awaitEndOfHead(stalled);

            for (String[] surplus : new String[][] {{NDJSON, path}, {"text/csv", path}, {NDJSON, leaves}}) {
                Callers.admin(account)
                        .accept(surplus[0])
                        .get(surplus[1])
                        .then()
                        .statusCode(429)
                        .contentType("application/json")
                        .header("Retry-After", "5")
                        .body("message", containsString("reports: 1 streams are open already"));
            }
            assertEquals(200, streamed(other, othersPath));
        }
        Eventually.within(PATIENCE, "the place is free again", () -> status(account, NDJSON, leaves) == 200);
    }

    private static String endedJob(String account) {
        UUID vault = Seed.vault(account, "v");
        Instant now = Instant.now();
        Seed.backups(Seed.key(vault, "k"), 1, now.minusSeconds(60), now, 10);
        return new BulkJobs(() -> Callers.admin(account)).run("vault_id", vault).getString("id");
    }

    private static int status(String account, String type, String path) {
        return Callers.admin(account).accept(type).get(path).statusCode();
    }

    private static Socket stalled(String account, String path) throws IOException {
        String token = TestIssuer.sign(TestIssuer.claims(account, "local|admin", List.of("admin")));
        Socket socket = connect();
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nAccept: " + NDJSON + "\r\nAuthorization: Bearer "
                                + token + "\r\n\r\n")
                        .getBytes(US_ASCII));
        return socket;
    }

    private static final String ACTIVE = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE query LIKE '%bulk_job_outcome%' AND state <> 'idle' AND pid <> pg_backend_pid()";

    private static int streamed(String account, String path) throws IOException {
        return Callers.admin(account)
                .header("Accept", NDJSON)
                .queryParam("outcome", "failed")
                .get(path)
                .statusCode();
    }

    // Far more than the buffers of both ends hold.
    private static String largeJob(String account) {
        String id = UUID.randomUUID().toString();
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " state, fully_planned, completed_at, total, succeeded, failed, missing)"
                        + " VALUES (?::uuid, ?, 'delete-key-backups', 'x', 'vault', ARRAY[gen_random_uuid()], '-infinity', now(),"
                        + " 'completed', true, now(), 500000, 500000, 0, 0)",
                id,
                account);
        Seed.update(
                "INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest)"
                        + " SELECT ?::uuid, 0, n, 'succeeded', 1, 1000, ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 1000)"
                        + " WHERE n > 0), '' FROM generate_series(1, 500) n",
                id);
        return id;
    }
}

package io.keysweep.limits;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that keep a connection and hardly send or read. */
@QuarkusTest
@WithTestResource(TightLimits.class)
class SlowClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TURN_MILLIS = 100;
    private static final int MOST_TURNS = 300;

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
                                    + "Content-Length: 10000\r\n\r\n")
                            .getBytes(US_ASCII));

            assertTrue(dribble(socket, " ".repeat(10_000).getBytes(US_ASCII)) < 10_000);
        }
    }

    @Test
    void cutsOffAClientThatSendsNothingMore() throws IOException {
        for (String begun : List.of("", "GET /api/v1/auth/jwks.json HTTP/1.1\r\nHost:")) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(begun.getBytes(US_ASCII));

                assertTrue(dribble(socket, new byte[0]) < MOST_TURNS, "after '" + begun + "'");
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
        String token = TestIssuer.sign(TestIssuer.claims(account, "local|admin", List.of("admin")));
        try (Socket stalled = connect()) {
            stalled.getOutputStream()
                    .write(("GET " + path
                                    + " HTTP/1.1\r\nHost: x\r\nAccept: application/x-ndjson\r\nAuthorization: Bearer "
                                    + token + "\r\n\r\n")
                            .getBytes(US_ASCII));
            Eventually.within(PATIENCE, "the only stream is taken", () -> streamed(account, path) == 429);
            assertEquals(
                    0, Seed.query(Long.class, ACTIVE).get(0), "no connection to the database waits for the reader");

            Eventually.within(PATIENCE, "the reader was cut off", () -> streamed(account, path) == 200);
        }
    }

    private static final String ACTIVE = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE query LIKE '%bulk_job_outcome%' AND state <> 'idle' AND pid <> pg_backend_pid()";

    private static int streamed(String account, String path) throws IOException {
        return Callers.admin(account)
                .header("Accept", "application/x-ndjson")
                .queryParam("outcome", "failed")
                .get(path)
                .statusCode();
    }

    // Far more than the buffers of both ends hold.
    private static String largeJob(String account) {
        String id = java.util.UUID.randomUUID().toString();
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

package io.keysweep.limits;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasProperty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.LoggedRecords;
import io.keysweep.support.Seed;
import io.keysweep.support.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that begin to send a body and stop: 100 KB of one account have room, 150 KB of all. */
@QuarkusTest
@WithTestResource(TightLimits.class)
class BodiesInFlightTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SOME = 60_000;
    private static final String ANNOUNCED = "Content-Length: " + SOME + "\r\n";
    private static final String UNANNOUNCED = "Transfer-Encoding: chunked\r\n";
    private static final String READ = "HTTP/1.1 100";
    private static final String REFUSED = "HTTP/1.1 429";

    private static Socket begin(String account, String length) throws IOException {
        String token = TestIssuer.sign(TestIssuer.claims(account, "local|admin", List.of("admin")));
        Socket socket = new Socket("localhost", RestAssured.port);
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("POST " + BulkJobs.PATH + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                + "Expect: 100-continue\r\nAuthorization: Bearer " + token + "\r\n" + length + "\r\n")
                        .getBytes(US_ASCII));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(READ.length()), US_ASCII);
    }

    // Slow ones are cut off after a second: whether the first is there still, when the last comes, is a matter of
    // luck on a slow machine.
    @Test
    void refusesWhatAnAccountHasNoRoomForAndThenWhatNobodyHas() {
        Eventually.within(PATIENCE, "bodies are refused", () -> {
            String account = Seed.account();
            try (Socket first = begin(account, ANNOUNCED);
                    Socket other = begin(Seed.account(), ANNOUNCED)) {
                if (!answer(first).equals(READ) || !answer(other).equals(READ)) {
                    return false;
                }
                try (Socket second = begin(account, ANNOUNCED);
                        Socket third = begin(Seed.account(), ANNOUNCED)) {
                    return answer(second).equals(REFUSED) && answer(third).equals(REFUSED);
                }
            }
        });
    }

    @Test
    void countsABodyThatDoesNotSayHowLongItIsAsTheLongest() {
        Eventually.within(PATIENCE, "bodies are refused", () -> {
            String account = Seed.account();
            try (Socket first = begin(account, UNANNOUNCED)) {
                if (!answer(first).equals(READ)) {
                    return false;
                }
                try (Socket second = begin(account, UNANNOUNCED)) {
                    return answer(second).equals(REFUSED);
                }
            }
        });
    }

    @Test
    void givesTheRoomBackWhenTheClientHangsUpOrIsCutOff() throws IOException {
        String account = Seed.account();
        for (int i = 0; i < 5; i++) {
            Eventually.within(PATIENCE, "there is room again", () -> {
                try (Socket first = begin(account, ANNOUNCED)) {
                    return answer(first).equals(READ);
                }
            });
        }
        try (Socket slow = begin(account, ANNOUNCED)) {
            Eventually.within(PATIENCE, "the slow one was cut off", () -> {
                try (Socket second = begin(account, ANNOUNCED)) {
                    return answer(second).equals(READ);
                }
            });
        }
    }

    @Test
    void givesTheRoomBackWithTheAnswer() {
        String account = Seed.account();
        for (int i = 0; i < 10; i++) {
            Callers.admin(account)
                    .contentType(ContentType.JSON)
                    .body(" ".repeat(SOME) + "{}")
                    .post(BulkJobs.PATH)
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void takesLittleWhereNoTokenIsLookedAt() throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /api/v1/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 8193\r\n\r\n ")
                            .getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("must be at most 8192 bytes, is 8193"), answer);
        }
    }

    // More than fits between the two: the client is still sending when it is refused.
    @Test
    void aClientThatSendsFarTooMuchGetsItsAnswerAllTheSame() throws IOException {
        int length = 20_000_000;
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            OutputStream request = socket.getOutputStream();
            request.write(("POST /api/v1/auth/revoke HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + length + "\r\n\r\n")
                    .getBytes(US_ASCII));
            request.write(new byte[length]);
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("must be at most 8192 bytes, is 20000000"), answer);
        }
    }

    // All of it has come by the time it is refused: nothing is left to wait for.
    @Test
    void aBodyThatIsTooLargeAndThereEndsTheConnectionAtOnce() throws IOException {
        String request = "POST /api/v1/auth/revoke HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 9000\r\n\r\n" + " ".repeat(9_000);
        try (LoggedRecords logged = LoggedRecords.of("");
                Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            assertEquals("HTTP/1.1 400", answer(socket));
            String rest = whatElseIsAnswered(socket, request);
            assertFalse(rest.contains("HTTP/1.1"), rest);
            assertThat(logged.records(), not(hasItem(hasProperty("level", hasProperty("name", is("ERROR"))))));
        }
    }

    private static String whatElseIsAnswered(Socket socket, String request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            socket.getInputStream().transferTo(answer);
        } catch (SocketException closed) {
            // What was answered until then is all.
        }
        return answer.toString(US_ASCII);
    }

    @Test
    void takesNoMoreThereOfABodyThatDoesNotSayHowLongItIs() throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /api/v1/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n4e20\r\n" + " ".repeat(20_000) + "\r\n")
                            .getBytes(US_ASCII));
            assertEquals("HTTP/1.1 413", answer(socket));
        }
    }

    // All of a short time: a slow body is cut off after a second.
    @Test
    void strangersTakeNothingFromThoseWhoHaveAToken() {
        Eventually.within(PATIENCE, "strangers and a caller send at the same time", () -> {
            long begin = System.nanoTime();
            List<Socket> strangers = new ArrayList<>();
            try {
                for (int i = 0; i < 12; i++) {
                    strangers.add(beginLogin());
                }
                for (Socket stranger : strangers) {
                    if (!answer(stranger).equals(READ)) {
                        return false;
                    }
                }
                try (Socket caller = begin(Seed.account(), ANNOUNCED)) {
                    String answer = answer(caller);
                    if (System.nanoTime() - begin > Duration.ofMillis(900).toNanos()) {
                        return false;
                    }
                    assertEquals(READ, answer);
                    return true;
                }
            } finally {
                for (Socket stranger : strangers) {
                    stranger.close();
                }
            }
        });
    }

    private static Socket beginLogin() throws IOException {
        Socket socket = new Socket("localhost", RestAssured.port);
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("POST /api/v1/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                + "Expect: 100-continue\r\nContent-Length: 8192\r\n\r\n")
                        .getBytes(US_ASCII));
        return socket;
    }

    @Test
    void saysWhoseRoomIsUsedUp() {
        Eventually.within(PATIENCE, "a body is refused in the form of every error", () -> {
            String account = Seed.account();
            try (Socket first = begin(account, ANNOUNCED)) {
                if (!answer(first).equals(READ)) {
                    return false;
                }
                var second = Callers.admin(account)
                        .contentType(ContentType.JSON)
                        .body(" ".repeat(SOME) + "{}")
                        .post(BulkJobs.PATH);
                if (second.statusCode() != 429) {
                    return false;
                }
                second.then()
                        .header("Retry-After", "1")
                        .body("code", equalTo(18))
                        .body("message", containsString("those of an account may have 102400 bytes"));
                return true;
            }
        });
    }
}

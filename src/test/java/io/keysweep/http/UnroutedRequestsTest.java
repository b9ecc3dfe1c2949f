package io.keysweep.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no request is answered in the form of every error all the same. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class UnroutedRequestsTest {

    private static final String HOST = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    private static final String AND_GO_ON = " HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String JWKS = "GET /api/v1/auth/jwks.json";
    private static final String CHUNKED =
            "POST /api/v1/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("a query that is no encoding", JWKS + "?%zz" + HOST, 400),
                Arguments.of("one that ends in the middle", JWKS + "?x=%4" + HOST, 400),
                Arguments.of("a path that is no encoding", "GET /api/v1/%zz" + HOST, 400),
                Arguments.of("the same beside the API", "GET /%" + HOST, 400),
                Arguments.of("a path with what resources leave out", "GET /api/v1/auth;x/jwks.json" + HOST, 400),
                Arguments.of("the same at its end", "POST /api/v1/auth/tokens;x=1" + HOST, 400),
                Arguments.of("the same in its first part", "GET /api;x/v1/auth/jwks.json" + HOST, 400),
                Arguments.of("no path", "OPTIONS *" + HOST, 404),
                Arguments.of("no host", JWKS + " HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
                Arguments.of("a line that is too long", JWKS + "?x=" + "x".repeat(5_000) + HOST, 414),
                Arguments.of(
                        "headers that are too large",
                        JWKS + " HTTP/1.1\r\nX-Long: " + "x".repeat(21_000) + "\r\n\r\n",
                        431),
                Arguments.of("no HTTP", "how do you do\r\n\r\n", 400),
                Arguments.of(
                        "two lengths",
                        JWKS + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                        400),
                Arguments.of("a chunk without a size", CHUNKED + "zz\r\n", 400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isAnsweredInTheFormOfEveryError(String name, String request, int status) throws IOException {
        Answer answer = Answer.of(exchange(request));

        assertEquals(status, answer.status());
        answer.assertForm();
    }

    @Test
    void comesAfterTheAnswersToWhatWasSentBefore() throws IOException {
        String answers = exchange(JWKS + AND_GO_ON + "how do you do\r\n\r\n");

        int second = answers.indexOf("HTTP/1.", 1);
        assertEquals(200, Answer.of(answers.substring(0, second)).status());
        Answer refusal = Answer.of(answers.substring(second));
        assertEquals(400, refusal.status());
        refusal.assertForm();
    }

    @Test
    void hasNoBodyWhereNoneIsAskedFor() throws IOException {
        String answer = exchange("HEAD /api/v1/auth/jwks.json?%zz" + HOST);

        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    // All that comes until the server hangs up.
    private static String exchange(String request) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getInputStream().transferTo(all);
        } catch (SocketException cut) {
            assertFalse(all.size() == 0, "cut off without an answer");
        }
        return all.toString(ISO_8859_1);
    }

    private record Answer(int status, List<String> headers, String body) {

        static Answer of(String text) {
            assertTrue(text.startsWith("HTTP/1."), text);
            int end = text.indexOf("\r\n\r\n");
            List<String> head = text.substring(0, end).lines().toList();
            return new Answer(
                    Integer.parseInt(head.get(0).split(" ")[1]),
                    head.stream()
                            .skip(1)
                            .map(line -> line.toLowerCase(Locale.ROOT))
                            .toList(),
                    text.substring(end + 4));
        }

        void assertForm() {
            JsonObject error = new JsonObject(body);
            String id = error.getString("requestID");
            assertEquals(Set.of("code", "codeDesc", "message", "requestID"), error.fieldNames());
            assertTrue(error.getString("codeDesc").startsWith("NCERR"), body);
            assertTrue(error.getString("message").length() > 10, body);
            assertEquals(id, UUID.fromString(id).toString());
            for (String header : List.of(
                    "content-type: application/json",
                    "content-length: " + body.length(),
                    "x-request-id: " + id,
                    "x-content-type-options: nosniff",
                    "referrer-policy: no-referrer",
                    "content-security-policy: default-src 'none'; frame-ancestors 'none'")) {
                assertEquals(1, headers.stream().filter(header::equals).count(), header + " in " + headers);
            }
        }
    }
}

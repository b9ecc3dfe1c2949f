package io.keysweep.fuzz;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** First lines of requests that no client writes. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class RequestLinesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/cckm/azure/vaults/%zz HTTP/1.1",
                "GET /api/v1/cckm/azure/vaults?skip=%zz HTTP/1.1",
                "GET /api/v1/cckm/azure/vaults?name=%ff%fe HTTP/1.1",
                "GET /api/v1/cckm/azure/vaults/%00 HTTP/1.1",
                "GET /api/v1/cckm/azure/vaults/\u00e4 HTTP/1.1",
                "GET //api//v1/../v1/cckm/azure/vaults;a=b HTTP/1.1",
                "BREW /api/v1/cckm/azure/vaults HTTP/1.1",
                "GET"
            })
    void malformedRequestLinesDoNotFailTheService(String line) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            String request = line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer, answer.split("\\s")[1].charAt(0), anyOf(is('2'), is('4')));
            assertThat(answer, Oracle.INSIDE.matcher(answer).find(), is(false));
        }
    }
}

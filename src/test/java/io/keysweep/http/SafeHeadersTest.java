package io.keysweep.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No answer can be run, framed, guessed at or kept by a browser. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SafeHeadersTest {

    private static void assertSafe(Response answer) {
        answer.then()
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Referrer-Policy", equalTo("no-referrer"))
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Strict-Transport-Security", nullValue())
                .header("Server", nullValue())
                .header("X-Powered-By", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/cckm/azure/vaults",
                "/api/v1/cckm/azure/vaults?limit=x",
                "/api/v1/cckm/azure/vaults/none",
                "/api/v1/nothing",
                "/api",
                "/api/v1/auth/jwks.json"
            })
    void holdsForEveryAnswerOfTheApi(String path) {
        String account = Seed.account();
        for (Response answer : new Response[] {
            RestAssured.get(path),
            Callers.admin(account).get(path),
            Callers.as(account, "x", "none").get(path),
            Callers.admin(account).accept("image/png").get(path),
            Callers.admin(account).contentType(ContentType.TEXT).body("x").put(path)
        }) {
            assertSafe(answer);
            answer.then().header("Cache-Control", equalTo("no-store"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/q/health", "/q/health/live", "/q/metrics", "/q/openapi", "/q/nothing"})
    void holdsBesideTheApi(String path) {
        assertSafe(RestAssured.get(path));
    }

    // Nobody may claim to have come over TLS, or from elsewhere, where no proxy is trusted.
    @Test
    void believesNoForwardedHeadersUnasked() {
        assertSafe(RestAssured.given()
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-For", "192.0.2.1")
                .header("Forwarded", "proto=https;for=192.0.2.1")
                .get("/api/v1/auth/jwks.json"));
    }

    // Answered before the body is sent, which nobody would read.
    @Test
    void holdsForABodyThatIsTooLong() throws IOException {
        String head = "POST /api/v1/cckm/azure/bulkjobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n";
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            List<String> answer = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .lines()
                    .takeWhile(line -> !line.isEmpty())
                    .map(line -> line.toLowerCase(Locale.ROOT))
                    .toList();

            assertThat(answer.get(0), startsWith("http/1.1 400 "));
            assertThat(answer, hasItems("cache-control: no-store", "x-content-type-options: nosniff"));
        }
    }
}

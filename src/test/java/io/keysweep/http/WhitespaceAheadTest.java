package io.keysweep.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that take longer than a connection may be idle. */
class WhitespaceAheadTest {

    private static final Duration EVERY = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() {
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        Uni<String> work =
                switch (request.path()) {
                    case "/quick" -> Uni.createFrom().item("{}");
                    case "/fails-at-once" -> Uni.createFrom().failure(new IllegalStateException());
                    case "/for-ever" ->
                        Uni.createFrom().<String>nothing().onCancellation().invoke(cancelled::countDown);
                    case "/slow" -> after(200).replaceWith("{}");
                    default -> after(200).chain(() -> Uni.createFrom().failure(new IllegalStateException()));
                };
        WhitespaceAhead.of(work, request.response(), EVERY)
                .subscribe()
                .with(
                        text -> request.response().end(text),
                        failure -> request.response().setStatusCode(500).end());
    }

    private Uni<Long> after(long millis) {
        return Uni.createFrom().completionStage(vertx.timer(millis).map(millis).toCompletionStage());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + server.actualPort() + path))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void nothingGoesAheadOfWhatIsThereAtOnce() throws Exception {
        assertThat(get("/quick").body(), equalTo("{}"));
        assertThat(get("/fails-at-once").statusCode(), is(500));
    }

    @Test
    void spacesGoAheadOfWhatTakesLong() throws Exception {
        HttpResponse<String> answer = get("/slow");

        assertThat(answer.statusCode(), is(200));
        assertThat(answer.headers().firstValue("content-type").orElse(""), startsWith("application/json"));
        assertThat(answer.body(), startsWith("  "));
        assertThat(answer.body().strip(), equalTo("{}"));
    }

    @Test
    void nobodyWorksOnForAClientThatHungUp() throws Exception {
        try (Socket client = new Socket("localhost", server.actualPort())) {
            client.getOutputStream().write("GET /for-ever HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat("the answer has begun", client.getInputStream().read(), is((int) 'H'));
        }

        assertTrue(cancelled.await(20, TimeUnit.SECONDS));
    }

    @Test
    void whatFailsAfterThatIsCutOff() {
        assertThrows(IOException.class, () -> get("/fails-late"));
    }
}

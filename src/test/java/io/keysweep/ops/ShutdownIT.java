package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Eventually;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.Services;
import io.keysweep.support.TestIssuer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged service as it is told to stop, by SIGTERM, while it has something in hand. */
@OwnProcesses
class ShutdownIT {

    private static final Instant FROM = Instant.parse("2022-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int BACKUPS = 40_000;

    @RegisterExtension
    static final Services services = new Services()
            .with("keysweep.sweep.slice-size", "2000")
            .with("keysweep.sweep.chunk-size", "20")
            .with("keysweep.sweep.slices-per-replica", "2")
            // Longer than the test waits: work that goes on was handed back, not taken over.
            .with("keysweep.sweep.lease", "120s")
            .migrated();

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final List<UUID> backups = Seed.backups(Seed.key(vault, "signing"), BACKUPS, FROM, TO, 200);

    private BulkJobs through(ServiceProcess replica) {
        return new BulkJobs(() -> replica.admin(account));
    }

    private HttpRequest get(ServiceProcess replica, String path, String type) {
        String token = TestIssuer.sign(TestIssuer.claims(account, "local|admin", List.of("admin")));
        return HttpRequest.newBuilder(URI.create(replica.baseUri() + path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", type)
                .build();
    }

    private static Duration timeToStop(ServiceProcess replica) {
        long asked = System.nanoTime();
        replica.stop();
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    @Test
    void endsWithinFiveSecondsHandsItsWorkOnAndSendsReadersElsewhere() throws Exception {
        ServiceProcess first = services.start();
        ServiceProcess second = services.start();
        String id = through(first).start("vault_id", vault);
        List<String> events = new CopyOnWriteArrayList<>();
        CompletableFuture<HttpResponse<Void>> stream = HttpClient.newHttpClient()
                .sendAsync(
                        get(first, BulkJobs.PATH + "/" + id + "/events", "text/event-stream"),
                        HttpResponse.BodyHandlers.ofByteArrayConsumer(bytes ->
                                bytes.ifPresent(part -> events.add(new String(part, StandardCharsets.UTF_8)))));
        through(first).awaitSucceeded(id, 1_000);
        Eventually.within(LIMIT, "the stream has begun", () -> !events.isEmpty());

        assertThat(timeToStop(first), lessThan(LIMIT));

        assertThat(
                "the stream ended, and was not cut",
                stream.get(1, TimeUnit.SECONDS).statusCode(),
                is(200));
        assertThat(String.join("", events), containsString("retry:1000"));
        assertThat(String.join("", events), not(containsString("event:end")));
        long done = through(second).get(id).getLong("counts.succeeded");
        Eventually.within(
                Duration.ofSeconds(3),
                "the other replica goes on",
                () -> through(second).get(id).getLong("counts.succeeded") > done);
        assertThat(through(second).awaitEnd(id).getInt("counts.succeeded"), is(BACKUPS));
        assertThat(
                Seed.query(Long.class, "SELECT count(*) FROM key_backup WHERE account = ?", account),
                equalTo(List.of(0L)));
    }

    @Test
    void isNotHeldUpByAReaderThatDoesNotRead() throws Exception {
        ServiceProcess first = services.start();
        String id = through(first).start("backups", backups.subList(0, 1));
        through(first).awaitEnd(id);
        String all = through(first).start("vault_id", vault);
        through(first).awaitEnd(all);
        try (Socket reader = new Socket("localhost", first.port())) {
            reader.setReceiveBufferSize(4_096);
            ask(reader, get(first, BulkJobs.PATH + "/" + all + "/results", "application/x-ndjson"));
            assertThat(reader.getInputStream().read(), greaterThan(0));

            assertThat(timeToStop(first), lessThan(LIMIT));
        }
    }

    private static void ask(Socket socket, HttpRequest request) throws IOException {
        StringBuilder head = new StringBuilder("GET " + request.uri().getPath() + " HTTP/1.1\r\nHost: localhost\r\n");
        request.headers()
                .map()
                .forEach((name, values) ->
                        head.append(name).append(": ").append(values.get(0)).append("\r\n"));
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }
}

package io.keysweep.chaos;

import io.keysweep.auth.Caller;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Eventually;
import io.keysweep.support.TestIssuer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A client that knows that replicas come and go: it asks any of them, and asks again. It sends a creation again under the
 * same Idempotency-Key, as a careful client would.
 */
final class Api {

    /** What a replica said. */
    record Answer(int status, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }
    }

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final String BACKUPS = "/api/v1/cckm/azure/keys/%s/backups/%s/hold";
    private static final Duration LEEWAY = Duration.ofHours(3);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Supplier<String> replica;
    private final String token;

    Api(Supplier<String> replica, String account) {
        this.replica = replica;
        // Good by clocks that are an hour off, too.
        JsonObject claims = TestIssuer.claims(account, "local|admin", List.of(Caller.ADMIN))
                .put("iat", Instant.now().minus(LEEWAY).getEpochSecond())
                .put("exp", Instant.now().plus(LEEWAY).getEpochSecond());
        this.token = TestIssuer.sign(claims);
    }

    /** Starts a job exactly once, however often that has to be asked; gives its id. */
    UUID start(Map<String, Object> body) {
        String key = UUID.randomUUID().toString();
        return UUID.fromString(insist("POST", BulkJobs.PATH, new JsonObject(body).encode(), key)
                .json()
                .getString("id"));
    }

    /** The job, if the replica that was asked says so. */
    Optional<JsonObject> job(UUID id) {
        return send("GET", BulkJobs.PATH + "/" + id, "", null)
                .filter(answer -> answer.status() == 200)
                .map(Answer::json);
    }

    /** Cancels a job; gives the answer. */
    JsonObject cancel(UUID id) {
        return insist("POST", BulkJobs.PATH + "/" + id + "/cancel", "", null).json();
    }

    /** Tries once to place a hold; empty if nobody can say what came of it. */
    Optional<Answer> hold(UUID key, UUID backup) {
        return send("POST", BACKUPS.formatted(key, backup), "{\"reason\":\"chaos\"}", null);
    }

    /** Tries once to release a hold. */
    Optional<Answer> release(UUID key, UUID backup) {
        return send("DELETE", BACKUPS.formatted(key, backup), "", null);
    }

    private Answer insist(String method, String path, String body, String idempotencyKey) {
        AtomicReference<Answer> last = new AtomicReference<>();
        Eventually.within(PATIENCE, method + " " + path + " is answered", () -> {
            send(method, path, body, idempotencyKey).ifPresent(last::set);
            return last.get() != null && last.get().status() < 500;
        });
        if (last.get().status() >= 300) {
            throw new AssertionError(method + " " + path + " was answered with " + last.get());
        }
        return last.get();
    }

    private Optional<Answer> send(String method, String path, String body, String idempotencyKey) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(replica.get() + path))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + token)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return Optional.of(new Answer(response.statusCode(), response.body()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}

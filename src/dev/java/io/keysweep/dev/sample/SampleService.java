package io.keysweep.dev.sample;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/** The service as its clients see it: over HTTP, with a token. */
record SampleService(HttpClient client, URI baseUri, String token) {

    static final String TOKENS = "/api/v1/auth/tokens";
    static final String BULK_JOBS = "/api/v1/cckm/azure/bulkjobs";
    static final JsonObject LOGIN = new JsonObject().put("username", "admin").put("password", "admin");

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ERRORS = 400;
    private static final int LOOKS = 600;
    private static final int LOOK_MILLIS = 100;

    /**
     * With the user and password that dev mode has; fails if another password was configured. Blocks until the service
     * listens, a minute at the most.
     */
    static SampleService logIn(URI baseUri) throws IOException, InterruptedException {
        SampleService nobody = new SampleService(HttpClient.newHttpClient(), baseUri, "none");
        String token = nobody.firstAnswer(TOKENS, LOGIN).getString("jwt");
        return new SampleService(nobody.client(), baseUri, token);
    }

    private JsonObject firstAnswer(String path, JsonObject body) throws IOException, InterruptedException {
        for (int look = 1; look < LOOKS; look++) {
            try {
                return post(path, body);
            } catch (ConnectException e) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
        return post(path, body);
    }

    void takeBackup(UUID key) throws IOException, InterruptedException {
        post("/api/v1/cckm/azure/keys/" + key + "/backups", new JsonObject().put("description", "sample"));
    }

    JsonObject startJob(JsonObject request) throws IOException, InterruptedException {
        return post(BULK_JOBS, request);
    }

    /** The job whenever it got on, until it has ended; to be closed. */
    Stream<JsonObject> watch(String jobId) throws IOException, InterruptedException {
        HttpRequest request = request(BULK_JOBS + "/" + jobId + "/events").build();
        return checked(client.send(request, BodyHandlers.ofLines()))
                .body()
                .filter(line -> line.startsWith("data:"))
                .map(line -> new JsonObject(line.substring("data:".length())));
    }

    private JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        return new JsonObject(
                checked(client.send(request, BodyHandlers.ofString())).body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(baseUri.resolve(path)).timeout(LIMIT).header("Authorization", "Bearer " + token);
    }

    private static <T> HttpResponse<T> checked(HttpResponse<T> answer) {
        if (answer.statusCode() >= ERRORS) {
            throw new IllegalStateException(answer.uri() + " answered status=" + answer.statusCode());
        }
        return answer;
    }
}

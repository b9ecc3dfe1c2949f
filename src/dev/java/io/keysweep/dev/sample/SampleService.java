package io.keysweep.dev.sample;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;

/** The service as its clients see it: over HTTP, with a token. */
record SampleService(HttpClient client, String baseUri, String token) {

    private static final String BULK_JOBS = "/api/v1/cckm/azure/bulkjobs";

    static SampleService logIn(String baseUri) throws IOException, InterruptedException {
        SampleService nobody = new SampleService(HttpClient.newHttpClient(), baseUri, "");
        JsonObject login = new JsonObject().put("username", "admin").put("password", "admin");
        String token = nobody.post("/api/v1/auth/tokens", login).getString("jwt");
        return new SampleService(nobody.client(), baseUri, token);
    }

    void takeBackup(UUID key) throws IOException, InterruptedException {
        post("/api/v1/cckm/azure/keys/" + key + "/backups", new JsonObject().put("description", "sample"));
    }

    JsonObject startJob(JsonObject request) throws IOException, InterruptedException {
        return post(BULK_JOBS, request);
    }

    JsonObject job(String id) throws IOException, InterruptedException {
        return send(request(BULK_JOBS + "/" + id).GET());
    }

    private JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUri + path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonObject send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return new JsonObject(answer.body());
    }
}

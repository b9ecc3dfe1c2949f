package io.keysweep.support;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The rotation calls in the name of one caller. */
public final class RotationJobs {

    /** Where they are. */
    public static final String PATH = "/api/v1/encryption/rotation-jobs";

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final Supplier<RequestSpecification> caller;

    /** For this caller; each request takes a new specification. */
    public RotationJobs(Supplier<RequestSpecification> caller) {
        this.caller = caller;
    }

    /** Sends a body to create. */
    public Response post(Object body) {
        return caller.get().contentType(ContentType.JSON).body(body).post(PATH);
    }

    /** Starts a rotation of the wrapping key; gives its id. */
    public String startWrappingKey() {
        return id(Map.of("level", "wrapping-key"));
    }

    /** Starts a rotation of a vault's data keys; gives its id. */
    public String startDataKeys(UUID vault) {
        return id(Map.of("level", "data-keys", "vault_id", vault.toString()));
    }

    private String id(Object body) {
        return post(body).then().statusCode(201).extract().path("id");
    }

    /** The job. */
    public JsonPath get(String id) {
        return caller.get()
                .get(PATH + "/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** The job once it has ended. */
    public JsonPath awaitEnd(String id) {
        AtomicReference<JsonPath> job = new AtomicReference<>();
        Eventually.within(DEADLINE, "rotation " + id + " has ended", () -> {
            job.set(get(id));
            return !job.get().getString("overall_status").equals("in_progress");
        });
        return job.get();
    }

    /** Cancels the job. */
    public Response cancel(String id) {
        return caller.get().post(PATH + "/" + id + "/cancel");
    }
}

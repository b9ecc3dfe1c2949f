package io.keysweep.support;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The synchronization calls in the name of one caller. */
public final class SyncJobs {

    /** Where they are. */
    public static final String PATH = "/api/v1/cckm/azure/synchronization-jobs";

    private static final Duration DEADLINE = Duration.ofMinutes(8);

    private final Supplier<RequestSpecification> caller;

    /** For this caller; each request takes a new specification. */
    public SyncJobs(Supplier<RequestSpecification> caller) {
        this.caller = caller;
    }

    /** A request of the caller. */
    public RequestSpecification request() {
        return caller.get();
    }

    /** Sends a body to create. */
    public Response post(Object body) {
        return request().contentType(ContentType.JSON).body(body).post(PATH);
    }

    /** Starts a synchronization; gives its id. */
    public String start(UUID... vaults) {
        return start(false, vaults);
    }

    /** Starts one that backs up too, if so asked; gives its id. */
    public String start(boolean backUp, UUID... vaults) {
        List<String> ids = Stream.of(vaults).map(UUID::toString).toList();
        return post(Map.of("key_vaults", ids, "take_cloud_key_backup", backUp))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** Starts a synchronization and waits for its end. */
    public JsonPath run(UUID... vaults) {
        return awaitEnd(start(vaults));
    }

    /** The job. */
    public JsonPath get(String id) {
        return request().get(PATH + "/" + id).then().statusCode(200).extract().jsonPath();
    }

    /** The job once it has ended. */
    public JsonPath awaitEnd(String id) {
        AtomicReference<JsonPath> job = new AtomicReference<>();
        Eventually.within(DEADLINE, "synchronization " + id + " has ended", () -> {
            job.set(get(id));
            return !job.get().getString("overall_status").equals("in_progress");
        });
        return job.get();
    }

    /** Waits until so many keys are seen. */
    public void awaitKeys(String id, long count) {
        Eventually.within(DEADLINE, count + " keys are seen", () -> get(id).getLong("counts.keys") >= count);
    }
}

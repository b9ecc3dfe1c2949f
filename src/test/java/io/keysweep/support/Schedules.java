package io.keysweep.support;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The scheduler's calls in the name of one caller. */
public final class Schedules {

    /** Where schedules are. */
    public static final String CONFIGS = "/api/v1/scheduler/job-configs";

    /** Where their runs are. */
    public static final String JOBS = "/api/v1/scheduler/jobs";

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Supplier<RequestSpecification> caller;

    /** For this caller; each request takes a new specification. */
    public Schedules(Supplier<RequestSpecification> caller) {
        this.caller = caller;
    }

    /** A schedule of every hour, as a create call takes it. */
    public static Map<String, Object> hourly(String operation, Map<String, ?> parameters) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", "every hour");
        body.put("operation", operation);
        body.put("run_at", "0 * * * *");
        body.put(operation + "_params", parameters);
        return body;
    }

    /** A request of the caller. */
    public RequestSpecification request() {
        return caller.get();
    }

    /** Sends a body to create. */
    public Response post(Object body) {
        return request().contentType(ContentType.JSON).body(body).post(CONFIGS);
    }

    /** Makes a schedule; gives its id. */
    public String make(Object body) {
        return post(body).then().statusCode(201).extract().path("id");
    }

    /** Changes a schedule. */
    public Response change(String id, Map<String, ?> body) {
        return request().contentType(ContentType.JSON).body(body).patch(CONFIGS + "/" + id);
    }

    /** The schedule. */
    public JsonPath get(String id) {
        return request()
                .get(CONFIGS + "/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** The runs of a schedule, the newest first. */
    public JsonPath runs(String configId) {
        return request()
                .queryParam("job_config_id", configId)
                .get(JOBS)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** Makes a run and waits for its end. */
    public JsonPath runNow(String configId) {
        String id = request()
                .post(CONFIGS + "/" + configId + "/run-now")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        return awaitEnd(id);
    }

    /** The run once it has ended. */
    public JsonPath awaitEnd(String id) {
        AtomicReference<JsonPath> run = new AtomicReference<>();
        Eventually.within(DEADLINE, "run " + id + " has ended", () -> {
            run.set(request()
                    .get(JOBS + "/" + id)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath());
            return !run.get().getString("overall_status").equals("in_progress");
        });
        return run.get();
    }

    /** Lets hours pass in which no replica was up: the schedule has been due since. */
    public static void dueSince(String configId, int hours) {
        Seed.update(
                "UPDATE job_config SET next_run_at = date_trunc('hour', now()) - make_interval(hours => ?) WHERE id = ?::uuid",
                hours,
                configId);
    }
}

package io.keysweep.support;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The bulk job calls in the name of one caller. */
public final class BulkJobs {

    /** Where they are. */
    public static final String PATH = "/api/v1/cckm/azure/bulkjobs";

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Supplier<RequestSpecification> caller;

    /** For this caller; each request takes a new specification. */
    public BulkJobs(Supplier<RequestSpecification> caller) {
        this.caller = caller;
    }

    /** A request of the caller. */
    public RequestSpecification request() {
        return caller.get();
    }

    /** The body of a create call; pairs of field and value. */
    public static Map<String, Object> body(Object... fieldsAndValues) {
        Map<String, Object> param = new LinkedHashMap<>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            param.put((String) fieldsAndValues[i], wire(fieldsAndValues[i + 1]));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("operation", "delete-key-backups");
        body.put("delete_key_backups_param", param);
        return body;
    }

    private static Object wire(Object value) {
        if (value instanceof Collection<?> values) {
            return values.stream().map(Object::toString).toList();
        }
        return value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    /** Sends a body to create. */
    public Response post(Object body) {
        return request().contentType(ContentType.JSON).body(body).post(PATH);
    }

    /** Starts a job; gives its id. */
    public String start(Object... fieldsAndValues) {
        return post(body(fieldsAndValues)).then().statusCode(201).extract().path("id");
    }

    /** Starts a job and waits for its end. */
    public JsonPath run(Object... fieldsAndValues) {
        return awaitEnd(start(fieldsAndValues));
    }

    /** What a dry run says. */
    public JsonPath preview(Object... fieldsAndValues) {
        Map<String, Object> body = body(fieldsAndValues);
        body.put("dry_run", true);
        return post(body).then().statusCode(200).extract().jsonPath();
    }

    /** The job. */
    public JsonPath get(String id) {
        return request().get(PATH + "/" + id).then().statusCode(200).extract().jsonPath();
    }

    /** The job once it has ended. */
    public JsonPath awaitEnd(String id) {
        AtomicReference<JsonPath> job = new AtomicReference<>();
        Eventually.within(DEADLINE, "job " + id + " has ended", () -> {
            job.set(get(id));
            return !job.get().getString("overall_status").equals("in_progress");
        });
        return job.get();
    }

    /** Waits until so many items are deleted. */
    public void awaitSucceeded(String id, long count) {
        Eventually.within(DEADLINE, count + " items are deleted", () -> get(id).getLong("counts.succeeded") >= count);
    }

    /** Cancels the job. */
    public Response cancel(String id) {
        return request().post(PATH + "/" + id + "/cancel");
    }
}

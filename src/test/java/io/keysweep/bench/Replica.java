package io.keysweep.bench;

import io.keysweep.support.ServiceProcess;
import io.keysweep.support.TestIssuer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process of the packaged service on a database, and its HTTP calls. */
final class Replica implements AutoCloseable {

    /**
     * As small as a container would have it, so that memory that grew with the data would end it. And without C2: in the few
     * seconds of a run it takes more CPU than the service, and the native executable, which is what is deployed, has none.
     */
    static final List<String> JVM_OPTIONS = List.of("-Xmx128m", "-XX:TieredStopAtLevel=1");

    private static final Map<String, String> TRIED = Tried.settings("bench.settings");

    static final String JOBS = "/api/v1/cckm/azure/bulkjobs";

    private static final Duration DEADLINE = Duration.ofMinutes(20);

    // Twenty looks a second took a tenth of the machine. The job's time is the database's, so nothing is lost.
    private static final long LOOK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);

    private static Map<String, String> security;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final ServiceProcess process;
    private double peakResidentMiB;

    private Replica(ServiceProcess process) {
        this.process = process;
    }

    /** What every replica is started with beside the database: keys, and a trusted issuer. */
    static void secure(Map<String, String> settings) {
        security = settings;
    }

    static Replica start(Database database, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(database.settings());
        all.putAll(security);
        all.putAll(TRIED);
        all.putAll(settings);
        Replica replica = new Replica(ServiceProcess.launch(all, JVM_OPTIONS, Map.of()));
        replica.process.awaitReady();
        return replica;
    }

    HttpRequest.Builder request(String account, String path) {
        return HttpRequest.newBuilder(URI.create(process.baseUri() + path))
                .header("Authorization", "Bearer " + tokens.computeIfAbsent(account, Replica::token))
                .header("Content-Type", "application/json");
    }

    private static String token(String account) {
        return TestIssuer.sign(TestIssuer.claims(account, "bench", List.of("admin")));
    }

    /** The request that starts a job; the selection is a field and its value. */
    HttpRequest jobRequest(String account, String field, Object value) {
        return jobRequest(account, new JsonObject().put(field, wire(value)));
    }

    HttpRequest jobRequest(String account, JsonObject selection) {
        JsonObject body =
                new JsonObject().put("operation", "delete-key-backups").put("delete_key_backups_param", selection);
        return request(account, JOBS)
                .POST(BodyPublishers.ofString(body.encode()))
                .build();
    }

    private static Object wire(Object value) {
        return value instanceof Collection<?> values
                ? new JsonArray(values.stream().map(Object::toString).toList())
                : value.toString();
    }

    String startJob(String account, String field, Object value) {
        return startJob(jobRequest(account, field, value));
    }

    String startJob(HttpRequest request) {
        return new JsonObject(send(request, 201)).getString("id");
    }

    JsonObject job(String account, String id) {
        return new JsonObject(send(request(account, JOBS + "/" + id).build(), 200));
    }

    void cancel(String account, String id) {
        send(
                request(account, JOBS + "/" + id + "/cancel")
                        .POST(BodyPublishers.noBody())
                        .build(),
                200);
    }

    /** Waits for the job's end. */
    JsonObject awaitEnd(String account, String id) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            JsonObject job = job(account, id);
            peakResidentMiB = Math.max(peakResidentMiB, ProcessTimes.residentMiB(process.pid()));
            if (!job.getString("overall_status").equals("in_progress")) {
                return job;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("job does not end: " + job);
            }
            LockSupport.parkNanos(LOOK_INTERVAL);
        }
    }

    /** The most resident memory seen while a job was waited for since the last call. */
    double takePeakResidentMiB() {
        double peak = peakResidentMiB;
        peakResidentMiB = 0;
        return peak;
    }

    String send(HttpRequest request, int expectedStatus) {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != expectedStatus) {
                throw new AssertionError(request + " " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new AssertionError("no answer; the service says:\n" + process.log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpClient client() {
        return client;
    }

    double cpuSeconds() {
        return ProcessTimes.ofTree(process.pid());
    }

    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        if (process.stop() != 0 && process.log().contains("ERROR")) {
            Report.log(process.log());
        }
    }
}

package io.keysweep.dev.sample;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The sample job: clears what is older than a year out of one vault, and is watched like any other. */
final class SampleJob {

    private static final Logger LOGGER = Logger.getLogger(SampleJob.class);

    private SampleJob() {}

    /** A request for all backups of the vault that are older than a year. */
    static JsonObject request(UUID vault) {
        String yearAgo = LocalDate.now(ZoneOffset.UTC).minusYears(1).toString();
        return new JsonObject()
                .put("operation", "delete-key-backups")
                .put(
                        "delete_key_backups_param",
                        new JsonObject().put("vault_id", vault.toString()).put("created_before", yearAgo));
    }

    /** Blocks until the job has ended. */
    static void run(SampleService service, UUID vault) throws Exception {
        JsonObject request = request(vault);
        LOGGER.infof("sample job POST %s %s", SampleService.BULK_JOBS, request.encode());
        String id = service.startJob(request).getString("id");
        try (Stream<JsonObject> events = service.watch(id)) {
            events.forEach(SampleJob::log);
        }
    }

    private static void log(JsonObject job) {
        JsonObject counts = job.getJsonObject("counts");
        if (job.getString("completed_at") == null) {
            long percent = Math.round(job.getDouble("progress") * 100);
            LOGGER.infof("sample job progress=%d%% counts=%s", percent, counts.encode());
        } else {
            LOGGER.infof(
                    "sample job ended overall_status=%s counts=%s took=%dms",
                    job.getString("overall_status"), counts.encode(), took(job).toMillis());
        }
    }

    private static Duration took(JsonObject job) {
        return Duration.between(
                Instant.parse(job.getString("createdAt")), Instant.parse(job.getString("completed_at")));
    }
}

package io.keysweep.dev.sample;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The sample job: clears what is older than a year out of one vault, and is watched like any other. */
final class SampleJob {

    private static final Logger LOGGER = Logger.getLogger("io.keysweep.dev");
    private static final int LOOK_MILLIS = 100;

    private SampleJob() {}

    static void run(SampleService service, UUID vault) throws Exception {
        JsonObject request = new JsonObject()
                .put("operation", "delete-key-backups")
                .put(
                        "delete_key_backups_param",
                        new JsonObject()
                                .put("vault_id", vault.toString())
                                .put(
                                        "created_before",
                                        LocalDate.now(ZoneOffset.UTC)
                                                .minusYears(1)
                                                .toString()));
        LOGGER.infof("sample job POST /api/v1/cckm/azure/bulkjobs %s", request.encode());
        JsonObject job = service.startJob(request);
        double shown = -1;
        while (job.getString("overall_status").equals("in_progress")) {
            if (job.getDouble("progress") > shown) {
                shown = job.getDouble("progress");
                LOGGER.infof("sample job progress=%.0f%% counts=%s", shown * 100, job.getJsonObject("counts"));
            }
            Thread.sleep(LOOK_MILLIS);
            job = service.job(job.getString("id"));
        }
        LOGGER.infof(
                "sample job ended overall_status=%s counts=%s id=%s",
                job.getString("overall_status"), job.getJsonObject("counts"), job.getString("id"));
    }
}

package io.keysweep.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.ResourceUri;
import io.keysweep.sync.SyncDetails;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A run of a schedule as clients see it.
 *
 * @param dueAt when it was due; of a run by hand when it was asked for
 * @param jobId the job that it made
 * @param counts left out unless the run takes backups
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "SchedulerJob",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "createdAt",
            "job_config_id",
            "operation",
            "due_at",
            "trigger",
            "overall_status"
        })
record JobRunView(
        UUID id,
        String uri,
        String account,
        Instant createdAt,
        @JsonProperty("job_config_id") UUID jobConfigId,
        String operation,
        @JsonProperty("due_at") Instant dueAt,
        @Schema(enumeration = {"schedule", "run-now"}) String trigger,
        @JsonProperty("overall_status") @Schema(enumeration = {"in_progress", "completed", "failed"})
                String overallStatus,
        @JsonProperty("completed_at") Instant completedAt,
        @Schema(
                        description =
                                "The job that does the work; left out if there was nothing to do. A bulk job or a synchronization"
                                        + " has calls of its own under this id; of scheduled backups, this is all that there is.")
                @JsonProperty("job_id")
                UUID jobId,
        @Schema(
                        description =
                                "Keys or vaults that the schedule names and that were not there, or not clear, when the run was"
                                        + " made. If that is all of them, the run failed.")
                @JsonProperty("left_out")
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                List<String> leftOut,
        @Schema(
                        description =
                                "Of a run that takes backups. It is completed though keys or vaults failed, unless each"
                                        + " vault did: look here.")
                RunCounts counts,
        @Schema(
                        description =
                                "Of a run that takes backups: vault id to Success or NCERR…: text; vaults that are not done"
                                        + " are left out. Only in the answer to get.")
                @JsonProperty("detailed_status")
                Map<String, String> detailedStatus,
        @Schema(
                        description =
                                "Of a run that takes backups: key id to why it was not backed up, the first 1,000. Only in"
                                        + " the answer to get.")
                @JsonProperty("key_errors")
                Map<String, String> keyErrors,
        @Schema(description = "Why the run as a whole failed.") String error) {

    static JobRunView of(JobRun run) {
        return of(run, new SyncDetails(null, null));
    }

    static JobRunView of(JobRun run, SyncDetails details) {
        return new JobRunView(
                run.id(),
                ResourceUri.ofScheduler(run.account(), "jobs", run.id()),
                ResourceUri.account(run.account()),
                run.createdAt(),
                run.configId(),
                run.operation(),
                run.dueAt(),
                run.byHand() ? "run-now" : "schedule",
                run.status(),
                run.completedAt().orElse(null),
                run.jobId().orElse(null),
                run.leftOut(),
                run.counts().orElse(null),
                details.vaults(),
                details.keys(),
                run.error().orElse(null));
    }
}

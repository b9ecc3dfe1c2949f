package io.keysweep.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.ResourceUri;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A run of a schedule as clients see it.
 *
 * @param dueAt when it was due; of a run by hand when it was asked for
 * @param jobId the bulk job or the synchronization that it made
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
                                "The bulk job or synchronization that does the work; left out if there was nothing to do.")
                @JsonProperty("job_id")
                UUID jobId,
        @Schema(description = "Why the run failed.") String error) {

    static JobRunView of(JobRun run) {
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
                run.error().orElse(null));
    }
}

package io.keysweep.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.ResourceUri;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A synchronization as clients see it: the product's fields, and ours in snake case. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "SynchronizationJob",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "createdAt",
            "updatedAt",
            "overall_status",
            "key_vaults",
            "synchronize_all",
            "take_cloud_key_backup",
            "abort",
            "cloud_name",
            "counts",
            "progress",
            "created_by"
        })
record SyncJobView(
        UUID id,
        String uri,
        String account,
        Instant createdAt,
        Instant updatedAt,
        @JsonProperty("completed_at") Instant completedAt,
        @JsonProperty("overall_status") @Schema(enumeration = {"in_progress", "completed", "failed"})
                String overallStatus,
        @Schema(description = "Names of the vaults, the first 100.") @JsonProperty("key_vaults") List<String> keyVaults,
        @JsonProperty("synchronize_all") boolean synchronizeAll,
        @JsonProperty("take_cloud_key_backup") boolean takeCloudKeyBackup,
        boolean abort,
        @JsonProperty("cloud_name") String cloudName,
        SyncCounts counts,
        @Schema(minimum = "0", maximum = "1") double progress,
        @JsonProperty("created_by") String createdBy,
        @Schema(
                        description =
                                "Vault id to Success or NCERR…: text; vaults that are not done are left out. Only in"
                                        + " the answer to get.")
                @JsonProperty("detailed_status")
                Map<String, String> detailedStatus,
        @Schema(description = "Key id to what went wrong with it, the first 1,000. Only in the answer to get.")
                @JsonProperty("key_errors")
                Map<String, String> keyErrors,
        @Schema(description = "Why a failed job came to nothing.") String error) {

    private static final String CLOUD = "AzureCloud";

    static SyncJobView of(SyncJob job) {
        return of(job, new SyncDetails(null, null));
    }

    static SyncJobView of(SyncJob job, SyncDetails details) {
        return new SyncJobView(
                job.id(),
                ResourceUri.of(job.account(), "synchronize", job.id()),
                ResourceUri.account(job.account()),
                job.createdAt(),
                job.updatedAt(),
                job.completedAt().orElse(null),
                job.overallStatus(),
                job.keyVaults(),
                job.synchronizeAll(),
                job.takeCloudKeyBackup(),
                job.abort(),
                CLOUD,
                job.counts(),
                job.progress(),
                job.createdBy(),
                details.vaults(),
                details.keys(),
                job.error().orElse(null));
    }
}

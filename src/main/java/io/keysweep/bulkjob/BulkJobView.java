package io.keysweep.bulkjob;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.ResourceUri;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A job as clients see it: the product's fields, and ours in snake case. A field without a value is left out. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "BulkJob",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "createdAt",
            "updatedAt",
            "overall_status",
            "abort",
            "cloud",
            "operation",
            "delete_key_backups_param",
            "counts",
            "progress",
            "created_by"
        })
record BulkJobView(
        UUID id,
        String uri,
        String account,
        Instant createdAt,
        Instant updatedAt,
        @JsonProperty("completed_at") Instant completedAt,
        @JsonProperty("overall_status") @Schema(enumeration = {"in_progress", "completed", "failed"})
                String overallStatus,
        @Schema(
                        description =
                                "Backup id to Success or NCERR…: text. Whole while the job has at most 1,000 items,"
                                        + " then all but the successes. Absent in the answer to create, and in a list for jobs"
                                        + " that would make it too large.")
                @JsonProperty("detailed_status")
                Map<String, String> detailedStatus,
        boolean abort,
        String cloud,
        String operation,
        @JsonProperty("delete_key_backups_param") Param param,
        Counts counts,
        @Schema(minimum = "0", maximum = "1") double progress,
        @JsonProperty("created_by") String createdBy,
        @Schema(description = "Why a failed job could not run.") String error) {

    private static final String CLOUD = "AzureCloud";

    /** What was asked for; lists of more than 100 ids are not repeated. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "BulkJobParam")
    record Param(
            List<UUID> backups,
            List<UUID> keys,
            @JsonProperty("key_id") UUID keyId,
            @JsonProperty("vault_id") UUID vaultId,
            @JsonProperty("created_after") Instant createdAfter,
            @JsonProperty("created_before") Instant createdBefore,
            @JsonProperty("keep_last") Integer keepLast,
            @JsonProperty("include_last_of_gone_keys") Boolean includeLastOfGoneKeys) {

        static Param of(BulkJob job) {
            List<UUID> ids = job.scopeIds().isEmpty() ? null : job.scopeIds();
            return new Param(
                    job.scope() == Scope.BACKUPS ? ids : null,
                    job.scope() == Scope.KEYS ? ids : null,
                    job.scope() == Scope.KEY ? job.scopeIds().get(0) : null,
                    job.scope() == Scope.VAULT ? job.scopeIds().get(0) : null,
                    job.createdAfter().orElse(null),
                    job.createdBefore().orElse(null),
                    job.keepLast().orElse(null),
                    job.includeLastOfGoneKeys() ? true : null);
        }
    }

    /** Without the single items: the answer to create, and progress. */
    static BulkJobView of(BulkJob job) {
        return of(job, null);
    }

    /**
     * With the single items.
     *
     * @param detailedStatus null to leave it out
     */
    static BulkJobView of(BulkJob job, Map<String, String> detailedStatus) {
        return new BulkJobView(
                job.id(),
                ResourceUri.of(job.account(), "azure-bulkjob", job.id()),
                ResourceUri.account(job.account()),
                job.createdAt(),
                job.updatedAt(),
                job.completedAt().orElse(null),
                job.state().overallStatus(),
                detailedStatus,
                job.abort(),
                CLOUD,
                SelectionReader.OPERATION,
                Param.of(job),
                job.counts(),
                job.progress(),
                job.createdBy(),
                job.error().orElse(null));
    }
}

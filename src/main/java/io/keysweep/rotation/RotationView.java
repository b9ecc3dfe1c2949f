package io.keysweep.rotation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A rotation as clients see it. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "RotationJob",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "createdAt",
            "updatedAt",
            "level",
            "all_accounts",
            "overall_status",
            "abort",
            "counts",
            "created_by"
        })
record RotationView(
        UUID id,
        String uri,
        String account,
        Instant createdAt,
        Instant updatedAt,
        @JsonProperty("completed_at") Instant completedAt,
        @Schema(enumeration = {"wrapping-key", "data-keys"}) String level,
        @Schema(description = "Of level data-keys, the first 100.") @JsonProperty("vault_ids") List<UUID> vaultIds,
        @Schema(description = "Whether it is about the keys of all accounts and of the installation.")
                @JsonProperty("all_accounts")
                boolean allAccounts,
        @JsonProperty("overall_status") @Schema(enumeration = {"in_progress", "completed", "failed"})
                String overallStatus,
        boolean abort,
        RotationCounts counts,
        @JsonProperty("created_by") String createdBy,
        @Schema(
                        description =
                                "Id of a backup, wrapped key or vault to what went wrong with it, the first 1,000. Only in the"
                                        + " answer to get.")
                Map<String, String> errors,
        @Schema(description = "Why a failed job came to nothing.") String error) {

    RotationView withErrors(Map<String, String> found) {
        return new RotationView(
                id,
                uri,
                account,
                createdAt,
                updatedAt,
                completedAt,
                level,
                vaultIds,
                allAccounts,
                overallStatus,
                abort,
                counts,
                createdBy,
                found,
                error);
    }
}

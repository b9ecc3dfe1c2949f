package io.keysweep.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.KnownFieldsOnly;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A schedule as sent, or what of it is to change: null for what stays. An empty text for {@code start_date} and
 * {@code end_date} takes the date away.
 */
@RegisterForReflection
@KnownFieldsOnly
@Schema(name = "JobConfigRequest", additionalProperties = Schema.False.class)
record JobConfigRequest(
        @Schema(minLength = 1, maxLength = JobConfigDraft.NAME_MAXIMUM) String name,
        @Schema(maxLength = JobConfigDraft.DESCRIPTION_MAXIMUM) String description,
        @Schema(
                        description = "Cannot be changed.",
                        enumeration = {"cckm_key_backup", "cckm_synchronization", "cckm_delete_key_backups"})
                String operation,
        @Schema(description = "Five cron fields, in UTC.", examples = "30 2 * * 0") @JsonProperty("run_at")
                String runAt,
        @Schema(description = "Any replica.", enumeration = "any") @JsonProperty("run_on") String runOn,
        Boolean disabled,
        @Schema(description = "Not before; RFC 3339.", examples = "2026-12-01T00:00:00Z") @JsonProperty("start_date")
                String startDate,
        @Schema(description = "Not after; RFC 3339.") @JsonProperty("end_date") String endDate,
        @JsonProperty("cckm_key_backup_params") JobParameters.KeyBackup keyBackup,
        @JsonProperty("cckm_synchronization_params") JobParameters.Synchronization synchronization,
        @JsonProperty("cckm_delete_key_backups_params") JobParameters.Deletion deletion) {

    /** The parameters of that operation, as sent; null if there are none. */
    JobParameters parameters(JobOperation asked) {
        return switch (asked) {
            case KEY_BACKUP -> keyBackup;
            case SYNCHRONIZATION -> synchronization;
            case DELETE_KEY_BACKUPS -> deletion;
        };
    }

    /** Whether there are parameters of another operation. */
    boolean hasOthers(JobOperation asked) {
        return (keyBackup != null && asked != JobOperation.KEY_BACKUP)
                || (synchronization != null && asked != JobOperation.SYNCHRONIZATION)
                || (deletion != null && asked != JobOperation.DELETE_KEY_BACKUPS);
    }
}

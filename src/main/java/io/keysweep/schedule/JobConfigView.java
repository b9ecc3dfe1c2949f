package io.keysweep.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.ResourceUri;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A schedule as clients see it.
 *
 * @param nextRunAt ours: when it is due next; left out if never
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "JobConfig",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "createdAt",
            "updatedAt",
            "name",
            "description",
            "operation",
            "run_at",
            "run_on",
            "disabled",
            "created_by"
        })
record JobConfigView(
        UUID id,
        String uri,
        String account,
        Instant createdAt,
        Instant updatedAt,
        String name,
        String description,
        @Schema(enumeration = {"cckm_key_backup", "cckm_synchronization", "cckm_delete_key_backups"}) String operation,
        @JsonProperty("run_at") String runAt,
        @JsonProperty("run_on") String runOn,
        boolean disabled,
        @JsonProperty("start_date") Instant startDate,
        @JsonProperty("end_date") Instant endDate,
        @JsonProperty("next_run_at") Instant nextRunAt,
        @JsonProperty("created_by") String createdBy,
        @JsonProperty("cckm_key_backup_params") JobParameters.KeyBackup keyBackup,
        @JsonProperty("cckm_synchronization_params") JobParameters.Synchronization synchronization,
        @JsonProperty("cckm_delete_key_backups_params") JobParameters.Deletion deletion) {

    private static final String ANY = "any";

    static JobConfigView of(JobConfig config) {
        JobConfigDraft draft = config.draft();
        JobParameters parameters = draft.parameters();
        return new JobConfigView(
                config.id(),
                ResourceUri.ofScheduler(config.account(), "job-configs", config.id()),
                ResourceUri.account(config.account()),
                config.createdAt(),
                config.updatedAt(),
                draft.name(),
                draft.description(),
                parameters.operation().wireName(),
                draft.runAt(),
                ANY,
                draft.disabled(),
                draft.start().orElse(null),
                draft.end().orElse(null),
                config.nextRunAt().orElse(null),
                config.createdBy(),
                parameters instanceof JobParameters.KeyBackup backup ? backup : null,
                parameters instanceof JobParameters.Synchronization synchronization ? synchronization : null,
                parameters instanceof JobParameters.Deletion deletion ? deletion : null);
    }
}

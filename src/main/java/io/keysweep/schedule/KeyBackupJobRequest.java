package io.keysweep.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.KnownFieldsOnly;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which schedule is to back a key up. */
@RegisterForReflection
@KnownFieldsOnly
@Schema(name = "EnableBackupJobRequest", additionalProperties = Schema.False.class)
record KeyBackupJobRequest(
        @Schema(description = "A schedule of operation cckm_key_backup.", required = true, format = "uuid")
                @JsonProperty("backup_job_config_id")
                String backupJobConfigId) {}

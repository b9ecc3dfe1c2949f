package io.keysweep.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which schedule is to back a key up. */
@RegisterForReflection
@Schema(name = "EnableBackupJobRequest")
record KeyBackupJobRequest(
        @Schema(description = "A schedule of operation cckm_key_backup.", required = true, format = "uuid")
                @JsonProperty("backup_job_config_id")
                String backupJobConfigId) {}

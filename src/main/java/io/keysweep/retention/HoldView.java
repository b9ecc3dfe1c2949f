package io.keysweep.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A hold on a backup.
 *
 * @param holdUntil when it ends by itself; left out if it does not
 * @param heldBy the subject of whoever placed it
 */
@Schema(
        name = "BackupHold",
        requiredProperties = {"backup_id", "reason", "held_by", "held_at"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HoldView(
        @JsonProperty("backup_id") UUID backupId,
        String reason,
        @JsonProperty("hold_until") Instant holdUntil,
        @JsonProperty("held_by") String heldBy,
        @JsonProperty("held_at") Instant heldAt) {}

package io.keysweep.bulkjob;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of one item.
 *
 * @param outcome the kind, to filter by
 * @param status the same text as in {@code detailed_status}
 * @param at when it was put on record, together with the deletion
 */
@RegisterForReflection
@Schema(
        name = "BulkJobResult",
        requiredProperties = {"backup_id", "outcome", "status", "at"})
record ResultView(
        @JsonProperty("backup_id") UUID backupId,
        @Schema(enumeration = {"succeeded", "failed", "missing", "held", "aborted"}) String outcome,
        String status,
        Instant at) {

    static ResultView of(UUID backupId, Outcome outcome, String error, Instant at) {
        return new ResultView(backupId, outcome.wireName(), outcome.status(error), at);
    }
}

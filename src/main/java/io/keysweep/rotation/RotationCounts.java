package io.keysweep.rotation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How far a rotation is.
 *
 * @param parts vaults; 1 for the wrapping key
 * @param partsDone those that are through, those that failed among them
 * @param rotated wrapped keys wrapped anew, or backups encrypted anew
 * @param failed those that did not open
 */
@RegisterForReflection
@Schema(
        name = "RotationCounts",
        requiredProperties = {"parts", "parts_done", "rotated", "failed"})
record RotationCounts(long parts, @JsonProperty("parts_done") long partsDone, long rotated, long failed) {}

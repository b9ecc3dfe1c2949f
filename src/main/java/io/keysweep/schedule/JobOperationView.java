package io.keysweep.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that a schedule can do.
 *
 * @param parametersField the field of a schedule that says more
 */
@RegisterForReflection
@Schema(
        name = "SchedulerOperation",
        requiredProperties = {"operation", "description", "parameters"})
record JobOperationView(
        @Schema(examples = "cckm_key_backup") String operation,
        String description,
        @JsonProperty("parameters") String parametersField) {

    static JobOperationView of(JobOperation operation) {
        return new JobOperationView(operation.wireName(), operation.description(), operation.parametersField());
    }
}

package io.keysweep.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a login at Azure went.
 *
 * @param error Azure's own words; null if all is well
 */
@Schema(name = "ConnectionTest", requiredProperties = "connection_ok")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionTestView(
        @JsonProperty("connection_ok") boolean ok,
        @Schema(examples = "login to Azure refused: AADSTS7000215: Invalid client secret provided.")
                @JsonProperty("connection_error")
                String error) {}

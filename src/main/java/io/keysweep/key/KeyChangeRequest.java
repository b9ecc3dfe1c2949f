package io.keysweep.key;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.azure.KeyChange;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.KnownFieldsOnly;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a call that changes a key; what is left out stays.
 *
 * @param tags all of the new ones
 * @param keyOps all of the new ones
 */
@KnownFieldsOnly(unsupported = "release_policy")
@Schema(name = "AzureKeyChangeRequest", additionalProperties = Schema.False.class)
public record KeyChangeRequest(
        AttributesRequest attributes,
        @Schema(examples = "{\"env\": \"prod\"}") Map<String, String> tags,
        @Schema(examples = "[\"sign\", \"verify\"]") @JsonProperty("key_ops") List<String> keyOps) {

    /**
     * What is to change.
     *
     * @throws BadRequestException if nothing is, or a value is not Azure's
     */
    static KeyChange checked(KeyChangeRequest request) {
        if (request == null || (request.attributes == null && request.tags == null && request.keyOps == null)) {
            throw new BadRequestException("request body: must have at least one of attributes, tags, key_ops");
        }
        return new KeyChange(
                AttributesRequest.checked("attributes", request.attributes, null),
                request.tags == null ? null : KeyChecks.tags("tags", request.tags),
                request.keyOps == null ? null : KeyChecks.operations("key_ops", request.keyOps));
    }
}

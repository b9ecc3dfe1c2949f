package io.keysweep.key;

import io.keysweep.azure.KeyAttributes;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.KnownFieldsOnly;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A key's attributes as a caller wishes them. Times are Unix seconds; what is left out is Azure's to choose, or stays.
 *
 * @param nbf not to be used before
 * @param exp not to be used after
 */
@RegisterForReflection
@KnownFieldsOnly
@Schema(name = "AzureKeyAttributesRequest", additionalProperties = Schema.False.class)
public record AttributesRequest(
        @Schema(examples = "true") Boolean enabled,
        @Schema(examples = "1767225600") Long nbf,
        @Schema(examples = "1798761600") Long exp) {

    private static final long LATEST = 253_402_300_799L;

    /** The wishes, none for null. */
    static KeyAttributes checked(String field, AttributesRequest request, Boolean exportable) {
        if (request == null) {
            return new KeyAttributes(null, null, null, null, null, null, exportable);
        }
        checkTime(field + ".nbf", request.nbf);
        checkTime(field + ".exp", request.exp);
        if (request.nbf != null && request.exp != null && request.nbf >= request.exp) {
            throw new BadRequestException(field + ".nbf: must be earlier than " + field + ".exp");
        }
        return new KeyAttributes(request.enabled, request.nbf, request.exp, null, null, null, exportable);
    }

    private static void checkTime(String field, Long seconds) {
        if (seconds != null && (seconds < 0 || seconds > LATEST)) {
            throw new BadRequestException(field + ": must be Unix seconds, before the year 10000");
        }
    }
}

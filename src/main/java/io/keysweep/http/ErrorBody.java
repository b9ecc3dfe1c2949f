package io.keysweep.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of every answer that is not a success.
 *
 * @param code the product's number for the kind of error
 * @param codeDesc its label, {@code NCERR…: text}; clients match on it
 * @param message which field or object, what is wrong and how to mend it
 * @param requestID the id under which this request stands in the logs
 */
@RegisterForReflection
@Schema(
        name = "Error",
        requiredProperties = {"code", "codeDesc", "message", "requestID"})
public record ErrorBody(
        int code,
        @Schema(pattern = "^NCERR[A-Za-z]+: .+") String codeDesc,
        String message,
        @Schema(format = "uuid") String requestID) {

    static ErrorBody of(ErrorKind kind, String message, String requestID) {
        return new ErrorBody(kind.code(), kind.codeDesc(), message, requestID);
    }
}

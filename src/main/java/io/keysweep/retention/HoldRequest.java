package io.keysweep.retention;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.KnownFieldsOnly;
import io.keysweep.http.Texts;
import io.keysweep.http.TimeBound;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A hold, as asked for.
 *
 * @param reason why, 1 to 1,000 characters
 * @param holdUntil when it ends by itself, to the microsecond; null for never
 */
@KnownFieldsOnly
@Schema(name = "BackupHoldRequest", requiredProperties = "reason", additionalProperties = Schema.False.class)
public record HoldRequest(
        @Schema(minLength = 1, maxLength = REASON_MAXIMUM, examples = "Litigation 2026-17") String reason,
        @Schema(
                        description =
                                "RFC 3339 with offset, or YYYY-MM-DD; later than now. Without it the hold lasts until"
                                        + " it is released.",
                        examples = "2031-01-01T00:00:00Z")
                @JsonProperty("hold_until")
                String holdUntil) {

    private static final int REASON_MAXIMUM = 1_000;

    /**
     * The reason, fit to be stored.
     *
     * @throws BadRequestException if there is none or it cannot be stored
     */
    static String reason(HoldRequest request) {
        String reason = request == null || request.reason == null ? "" : request.reason.strip();
        int length = reason.codePointCount(0, reason.length());
        if (length < 1 || length > REASON_MAXIMUM) {
            throw new BadRequestException("reason: must have 1 to " + REASON_MAXIMUM + " characters, has " + length);
        }
        return Texts.storable("reason", reason);
    }

    /**
     * When the hold ends, if it does.
     *
     * @throws BadRequestException if the text is no time
     */
    Optional<Instant> until() {
        return Optional.ofNullable(holdUntil).map(text -> TimeBound.before("hold_until", text));
    }
}

package io.keysweep.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HexFormat;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a walk along the account's chain found. */
@Schema(
        name = "AuditVerification",
        requiredProperties = {"intact", "records"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record VerificationView(
        boolean intact,
        @Schema(description = "How many records were read until the end, or until the first broken one.") long records,
        @Schema(description = "The first record that is not as it was written; left out if all are.") BrokenView broken,
        @Schema(description = "How far the chain goes. Keep it: a later verification can be told of it.")
                CheckpointView checkpoint) {

    /** The first broken record. */
    @Schema(
            name = "AuditBroken",
            requiredProperties = {"seq", "problem"})
    record BrokenView(long seq, String problem) {}

    /** The end of the chain. */
    @Schema(
            name = "AuditCheckpoint",
            requiredProperties = {"seq", "hash", "jws"})
    record CheckpointView(
            long seq,
            String hash,
            @Schema(description = "Account, number and hash, signed: JWS in its compact form.") String jws) {}

    static VerificationView broken(long records, ChainCheck.Broken broken) {
        return new VerificationView(false, records, new BrokenView(broken.seq(), broken.problem()), null);
    }

    static VerificationView intact(Checkpoint end) {
        return new VerificationView(
                true,
                end.seq(),
                null,
                new CheckpointView(end.seq(), HexFormat.of().formatHex(end.hash()), end.jws()));
    }

    static VerificationView empty() {
        return new VerificationView(true, 0, null, null);
    }
}

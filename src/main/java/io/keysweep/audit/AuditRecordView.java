package io.keysweep.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.ResourceUri;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.HexFormat;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A record of the audit as clients see it: all that its hash is over. */
@RegisterForReflection
@Schema(
        name = "AuditRecord",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "createdAt",
            "actor",
            "address",
            "request_id",
            "action",
            "resource",
            "outcome",
            "details",
            "previous_hash",
            "hash"
        })
record AuditRecordView(
        @Schema(description = "The number of the record in the account's chain, from 1.") String id,
        String uri,
        String account,
        Instant createdAt,
        @Schema(
                        description =
                                "The token's subject; anonymous for a login that failed; engine for work that nobody waits"
                                        + " for; database:<role> for a change"
                                        + " that came past the service.")
                String actor,
        @Schema(description = "The client's address; empty if there was none.") String address,
        @JsonProperty("request_id") @Schema(description = "Empty if there was none.") String requestId,
        String action,
        @Schema(description = "The URI of what was changed.") String resource,
        @Schema(enumeration = {"success", "failure"}) String outcome,
        @Schema(description = "A JSON object, as text: these bytes are hashed.") String details,
        @JsonProperty("previous_hash") @Schema(description = "SHA-256 in hexadecimal.") String previousHash,
        @Schema(description = "SHA-256 in hexadecimal.") String hash) {

    static AuditRecordView of(AuditRecord record) {
        return new AuditRecordView(
                Long.toString(record.seq()),
                ResourceUri.of(record.account(), "audit", "records", record.seq()),
                ResourceUri.account(record.account()),
                record.at(),
                record.actor(),
                record.address(),
                record.request(),
                record.action(),
                record.subject(),
                record.outcome(),
                record.details(),
                HexFormat.of().formatHex(record.previousHash()),
                HexFormat.of().formatHex(record.hash()));
    }
}

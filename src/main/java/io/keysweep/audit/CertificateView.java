package io.keysweep.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A deletion certificate.
 *
 * @param claims what is signed, for reading; believe what a verifier says
 */
@Schema(
        name = "DeletionCertificate",
        requiredProperties = {"job_id", "certificate", "claims"})
record CertificateView(
        @JsonProperty("job_id") UUID jobId,
        @Schema(description = "JWS in its compact form. Its key is among those of /v1/audit/keys.") String certificate,
        @Schema(description = "What is signed, for reading.") Map<String, Object> claims) {}

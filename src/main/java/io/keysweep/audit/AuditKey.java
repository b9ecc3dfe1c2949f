package io.keysweep.audit;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A P-256 key, as RFC 7518 section 6.2 writes it. */
@RegisterForReflection
@Schema(
        name = "AuditKey",
        requiredProperties = {"kty", "crv", "use", "alg", "kid", "x", "y"})
record AuditKey(String kty, String crv, String use, String alg, String kid, String x, String y) {}

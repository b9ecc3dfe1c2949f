package io.keysweep.audit;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The public keys of all certificates and checkpoints. */
@Schema(name = "AuditKeys", requiredProperties = "keys")
record AuditKeysView(List<AuditKey> keys) {}

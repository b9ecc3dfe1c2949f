package io.keysweep.rotation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is left of a data key whose wrapped bytes are destroyed. */
@RegisterForReflection
@Schema(
        name = "DestroyedDataKey",
        requiredProperties = {"id", "uri", "account", "createdAt", "vault_id", "month", "wrapping_key", "destroyed_at"})
record DestroyedDataKeyView(
        UUID id,
        String uri,
        String account,
        Instant createdAt,
        @JsonProperty("vault_id") UUID vaultId,
        @Schema(description = "The first day of the month whose backups it encrypted.") String month,
        @Schema(description = "What wrapped it last: once that version is ended, no old copy opens any more.")
                @JsonProperty("wrapping_key")
                String wrappingKey,
        @JsonProperty("destroyed_at") Instant destroyedAt) {}

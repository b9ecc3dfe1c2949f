package io.keysweep.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.KnownFieldsOnly;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a synchronization is to do, as sent: exactly one of the first two.
 *
 * @param keyVaults ids of vaults, or names: {@code <azure name>::<subscription id>}, or the Azure name alone if one vault of
 *     the account has it
 * @param takeCloudKeyBackup whether each key that is there is backed up as well
 */
@RegisterForReflection
@KnownFieldsOnly
@Schema(
        name = "SynchronizationJobRequest",
        description = "Exactly one of key_vaults and synchronize_all.",
        additionalProperties = Schema.False.class)
public record SyncJobRequest(
        @Schema(description = "Names or ids.", minItems = 1, maxItems = VaultChoice.MOST_VAULTS)
                @JsonProperty("key_vaults")
                List<String> keyVaults,
        @Schema(
                        description =
                                "All vaults that the caller may synchronize; with take_cloud_key_backup, those of them whose keys he may back up.")
                @JsonProperty("synchronize_all")
                Boolean synchronizeAll,
        @Schema(description = "Also take a backup of each key that is there.") @JsonProperty("take_cloud_key_backup")
                Boolean takeCloudKeyBackup) {}

package io.keysweep.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.KnownFieldsOnly;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Texts;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a restore, as sent; all of it may be left out.
 *
 * @param keyVault id or full name of the vault to restore into; the key's own without it
 * @param keyVaultId the same: the product's documents have both names
 * @param backupId the backup to restore; the latest without it
 */
@KnownFieldsOnly
@Schema(name = "AzureKeyRestoreRequest", additionalProperties = Schema.False.class)
public record RestoreRequest(
        @Schema(
                        description =
                                "Id or full name, <azure name>::<subscription id>; the key's own vault without it.",
                        examples = "keyvault-prod::12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10")
                @JsonProperty("key_vault")
                String keyVault,
        @Schema(description = "The same as key_vault.") @JsonProperty("key_vault_id") String keyVaultId,
        @Schema(description = "The latest without it.", format = "uuid") @JsonProperty("azure_cloud_key_backup_id")
                String backupId) {

    static RestoreRequest orNothing(RestoreRequest request) {
        return request == null ? new RestoreRequest(null, null, null) : request;
    }

    Optional<String> vault() {
        if (keyVault != null && keyVaultId != null && !keyVault.equals(keyVaultId)) {
            throw new BadRequestException("key_vault: differs from key_vault_id; give one of them");
        }
        return Optional.ofNullable(keyVault == null ? keyVaultId : keyVault)
                .filter(text -> !text.isBlank())
                .map(text -> Texts.storable("key_vault", text));
    }

    Optional<UUID> backup() {
        return Optional.ofNullable(backupId).filter(text -> !text.isBlank()).map(text -> ObjectId.parse(text)
                .orElseThrow(() -> new BadRequestException("azure_cloud_key_backup_id: must be the id of a backup")));
    }
}

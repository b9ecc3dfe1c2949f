package io.keysweep.vault;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.KnownFieldsOnly;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Vaults to be taken under management, as get-vaults or get-managed-hsms gave them.
 *
 * @param connection name or id
 */
@KnownFieldsOnly
@Schema(name = "AddVaultsRequest", additionalProperties = Schema.False.class)
public record AddVaultsRequest(
        @Schema(required = true, description = "Name or id of a connection.", examples = "azure-production")
                String connection,
        @Schema(required = true, examples = "12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10") @JsonProperty("subscription_id")
                String subscriptionId,
        @Schema(required = true, minItems = 1, maxItems = MOST) List<Item> vaults,
        @Schema(minimum = "0", maximum = "100000") @JsonProperty("cloud_key_backup_limit")
                Integer cloudKeyBackupLimit) {

    static final int MOST = 1_000;

    /** One of them. */
    @RegisterForReflection
    @KnownFieldsOnly
    @Schema(name = "VaultToAdd", additionalProperties = Schema.False.class)
    public record Item(
            @Schema(required = true, examples = "keyvault-prod") String name,
            @Schema(
                            required = true,
                            examples =
                                    "/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/resourceGroups/rg-prod/providers/Microsoft.KeyVault/vaults/keyvault-prod")
                    @JsonProperty("azure_vault_id")
                    String azureVaultId,
            @Schema(examples = "Microsoft.KeyVault/vaults") String type,
            @Schema(required = true, examples = "westeurope") String location,
            Map<String, String> tags,
            @Schema(required = true, description = "Azure's own; vaultUri, or hsmUri, says where the vault is.")
                    Map<String, Object> properties) {}
}

package io.keysweep.vault;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.ResourceUri;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A vault as callers see it. What is not known is left out.
 *
 * @param name {@code <azure name>::<subscription id>}
 * @param properties as Azure has them, with Azure's spelling
 */
@Schema(
        name = "Vault",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "createdAt",
            "updatedAt",
            "name",
            "azure_name",
            "azure_vault_id",
            "cloud_name",
            "location",
            "subscription_id",
            "subscription_name",
            "type",
            "tags",
            "labels",
            "acls",
            "properties"
        })
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VaultView(
        UUID id,
        String uri,
        String account,
        Instant createdAt,
        Instant updatedAt,
        @JsonProperty("synced_at") Instant syncedAt,
        String name,
        @JsonProperty("azure_name") String azureName,
        @JsonProperty("azure_vault_id") String azureVaultId,
        @JsonProperty("cloud_name") String cloudName,
        String connection,
        String location,
        @JsonProperty("subscription_id") String subscriptionId,
        @JsonProperty("subscription_name") String subscriptionName,
        @Schema(enumeration = {"vault", "managedHsm"}) String type,
        Map<String, String> tags,
        Map<String, String> labels,
        List<AclEntry> acls,
        @JsonProperty("cloud_key_backup_limit") Integer cloudKeyBackupLimit,
        Map<String, Object> properties) {

    /**
     * What a user or a group may do in the vault.
     *
     * @param userId the user, or null if it is about a group
     * @param group the group, or null if it is about a user
     * @param actions by the product's names
     */
    @Schema(name = "VaultAcl", requiredProperties = "actions")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AclEntry(@JsonProperty("user_id") String userId, String group, List<String> actions) {}

    static VaultView of(Vault vault, Map<UUID, List<AclEntry>> acls) {
        return new VaultView(
                vault.id,
                ResourceUri.of(vault.account, "azure-vault", vault.id),
                ResourceUri.account(vault.account),
                vault.createdAt,
                vault.updatedAt,
                vault.syncedAt,
                vault.fullName(),
                vault.azureName,
                vault.azureVaultId,
                vault.cloudName,
                vault.connection,
                vault.location,
                vault.subscriptionId,
                vault.subscriptionName,
                vault.type,
                vault.tags,
                vault.labels,
                acls.getOrDefault(vault.id, List.of()),
                vault.cloudKeyBackupLimit,
                properties(vault));
    }

    private static Map<String, Object> properties(Vault vault) {
        Map<String, Object> properties = new HashMap<>(vault.properties);
        properties.put("tenantId", vault.tenant);
        properties.put(vault.type.equals("managedHsm") ? "hsmUri" : "vaultUri", vault.vaultUri);
        return properties;
    }
}

package io.keysweep.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.azure.KeyAttributes;
import io.keysweep.azure.PublicKey;
import io.keysweep.http.ResourceUri;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A key as callers see it. What is not known is left out.
 *
 * @param keyVault the vault's full name, {@code <azure name>::<subscription id>}
 * @param backup the id of the latest backup
 * @param backupAt when that was taken
 * @param backupConfig absent if no schedule backs the key up
 * @param deleted whether the key was purged from Azure
 * @param azureParam the key as Azure has it
 */
@Schema(
        name = "AzureKey",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "createdAt",
            "updatedAt",
            "key_vault",
            "key_vault_id",
            "region",
            "key_name",
            "version",
            "version_count",
            "cloud_name",
            "tenant",
            "status",
            "deleted",
            "key_soft_deleted_in_azure",
            "soft_delete_enabled",
            "gone",
            "labels",
            "created_by",
            "azure_param"
        })
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AzureKeyView(
        UUID id,
        String uri,
        String account,
        Instant createdAt,
        Instant updatedAt,
        Instant syncedAt,
        @JsonProperty("key_vault") String keyVault,
        @JsonProperty("key_vault_id") UUID keyVaultId,
        String region,
        @JsonProperty("key_name") String keyName,
        String version,
        @JsonProperty("version_count") int versionCount,
        @JsonProperty("key_size") Integer keySize,
        @JsonProperty("cloud_name") String cloudName,
        String tenant,
        @Schema(enumeration = {"AVAILABLE", "SOFT-DELETED", "DELETED"}) String status,
        boolean deleted,
        @JsonProperty("key_soft_deleted_in_azure") boolean keySoftDeletedInAzure,
        @JsonProperty("soft_delete_enabled") boolean softDeleteEnabled,
        boolean gone,
        UUID backup,
        @JsonProperty("backup_at") Instant backupAt,
        @JsonProperty("backup_config") BackupConfig backupConfig,
        Map<String, String> labels,
        @JsonProperty("created_by") String createdBy,
        @JsonProperty("azure_param") AzureParam azureParam) {

    /** The schedule that backs the key up. */
    @Schema(name = "AzureKeyBackupConfig", requiredProperties = "backup_job_config_id")
    public record BackupConfig(@JsonProperty("backup_job_config_id") UUID backupJobConfigId) {}

    /** The parts that are Azure's. */
    @Schema(
            name = "AzureKeyParam",
            requiredProperties = {"key", "attributes", "tags"})
    public record AzureParam(JsonWebKey key, KeyAttributes attributes, Map<String, String> tags) {}

    /** The public key; {@code n} and {@code e} of RSA keys, {@code crv}, {@code x} and {@code y} of others. */
    @Schema(
            name = "AzureJsonWebKey",
            requiredProperties = {"kid", "kty", "key_ops"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record JsonWebKey(
            String kid,
            String kty,
            String crv,
            @JsonProperty("key_ops") List<String> keyOps,
            String n,
            String e,
            String x,
            String y) {}

    static AzureKeyView of(AzureKey key) {
        return new AzureKeyView(
                key.id,
                ResourceUri.of(key.account, "azure-key", key.id),
                ResourceUri.account(key.account),
                key.createdAt,
                key.updatedAt,
                key.syncedAt,
                key.vault.fullName(),
                key.vault.id,
                key.vault.location,
                key.keyName,
                key.version,
                key.versionCount,
                key.keySize,
                key.vault.cloudName,
                key.vault.tenant,
                key.status,
                key.deleted,
                key.softDeletedInAzure,
                key.vault.softDeleteEnabled(),
                key.gone,
                key.latestBackup,
                key.latestBackupAt,
                key.backupConfigId == null ? null : new BackupConfig(key.backupConfigId),
                Map.of(),
                key.createdBy,
                new AzureParam(jsonWebKey(key), key.attributes, key.tags));
    }

    private static JsonWebKey jsonWebKey(AzureKey key) {
        PublicKey half = key.publicKey;
        return new JsonWebKey(key.kid, key.kty, key.crv, List.of(key.keyOps), half.n(), half.e(), half.x(), half.y());
    }
}

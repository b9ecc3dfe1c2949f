package io.keysweep.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.ResourceUri;
import io.keysweep.key.AzureKey;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A backup as callers see it.
 *
 * @param type {@code manual}, {@code automatic}, {@code scheduled} or {@code sync}
 * @param backup names the stored blob; opaque to callers
 * @param keyVault the vault's full name, {@code <azure name>::<subscription id>}
 * @param gone whether the key is no longer in Azure
 * @param size bytes of the blob as Azure gave it
 * @param versionCount how many versions of the key it holds
 * @param digest SHA-256 of the blob as Azure gave it, in hexadecimal
 * @param lastOfGoneKey whether it is protected as the last backup of a key that is gone from Azure
 * @param hold left out if it is not held
 */
@Schema(
        name = "AzureKeyBackup",
        requiredProperties = {
            "id",
            "uri",
            "account",
            "createdAt",
            "updatedAt",
            "name",
            "description",
            "type",
            "backup",
            "key_id",
            "key_name",
            "vault_id",
            "key_vault",
            "vault_name",
            "subscription_id",
            "subscription_name",
            "region",
            "cloud_name",
            "tenant",
            "gone",
            "size",
            "version_count",
            "digest",
            "last_of_gone_key"
        })
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyBackupView(
        UUID id,
        String uri,
        String account,
        Instant createdAt,
        Instant updatedAt,
        String name,
        String description,
        @Schema(enumeration = {"manual", "automatic", "scheduled", "sync"}) String type,
        UUID backup,
        @JsonProperty("key_id") UUID keyId,
        @JsonProperty("key_name") String keyName,
        @JsonProperty("vault_id") UUID vaultId,
        @JsonProperty("key_vault") String keyVault,
        @JsonProperty("vault_name") String vaultName,
        @JsonProperty("subscription_id") String subscriptionId,
        @JsonProperty("subscription_name") String subscriptionName,
        String region,
        @JsonProperty("cloud_name") String cloudName,
        String tenant,
        boolean gone,
        int size,
        @JsonProperty("version_count") int versionCount,
        @Schema(pattern = "^[0-9a-f]{64}$") String digest,
        @JsonProperty("last_of_gone_key") boolean lastOfGoneKey,
        Hold hold) {

    /**
     * Why nothing deletes the backup.
     *
     * @param until left out: until it is released
     * @param by who holds it, by the token's subject
     */
    @RegisterForReflection
    @Schema(
            name = "AzureKeyBackupHold",
            requiredProperties = {"reason", "by", "at"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Hold(String reason, Instant until, String by, Instant at) {

        private static Hold of(KeyBackup backup) {
            return backup.held ? new Hold(backup.holdReason, backup.heldUntil, backup.heldBy, backup.heldAt) : null;
        }
    }

    static KeyBackupView of(KeyBackup backup, AzureKey key) {
        return new KeyBackupView(
                backup.id,
                ResourceUri.of(backup.account, "azure-key-backup", backup.id),
                ResourceUri.account(backup.account),
                backup.createdAt,
                backup.updatedAt,
                backup.name,
                backup.description,
                backup.type,
                backup.id,
                key.id,
                key.keyName,
                key.vault.id,
                key.vault.fullName(),
                key.vault.azureName,
                key.vault.subscriptionId,
                key.vault.subscriptionName,
                key.vault.location,
                key.vault.cloudName,
                key.vault.tenant,
                key.gone,
                backup.size,
                backup.versionCount,
                HexFormat.of().formatHex(backup.digest),
                backup.lastOfGoneKey,
                Hold.of(backup));
    }
}

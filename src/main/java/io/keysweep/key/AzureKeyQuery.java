package io.keysweep.key;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * What a list of keys may be narrowed by; repeated values mean any of them.
 *
 * @param keyVault ids or full names of vaults, {@code <azure name>::<subscription id>}
 * @param deletedInAzure whether the key was purged
 * @param algorithm the {@code kty}
 * @param backup ids of latest backups, or whether there is any: the product's clients send one or the other
 * @param backupJobConfigId of schedules that back keys up
 * @param managed whether the key belongs to a certificate, as far as is known
 * @param jobConfigId of rotation jobs, which no key has here; nor has any of the origin or external key asked for
 * @param version a version, or {@code -1} for the latest of each key, which is the only one listed anyway
 * @param tags a JSON object of texts: only keys with all of these tags
 */
public record AzureKeyQuery(
        @RestQuery List<String> id,
        @RestQuery("key_vault") List<String> keyVault,
        @RestQuery("key_vault_id") List<String> keyVaultId,
        @RestQuery("key_name") List<String> keyName,
        @RestQuery("cloud_name") List<String> cloudName,
        @RestQuery List<String> region,
        @RestQuery List<String> crv,
        @Parameter(
                        schema =
                                @Schema(
                                        type = SchemaType.ARRAY,
                                        implementation = String.class,
                                        enumeration = {"AVAILABLE", "SOFT-DELETED", "DELETED"}))
                @RestQuery
                List<String> status,
        @RestQuery List<String> enabled,
        @RestQuery("key_size") List<String> keySize,
        @RestQuery("deleted_in_azure") List<String> deletedInAzure,
        @RestQuery List<String> algorithm,
        @RestQuery List<String> kid,
        @Parameter(description = "Ids of latest backups; or true and false: whether there is any.") @RestQuery
                List<String> backup,
        @RestQuery("job_config_id") List<String> jobConfigId,
        @RestQuery("backup_job_config_id") List<String> backupJobConfigId,
        @RestQuery("rotation_job_enabled") List<String> rotationJobEnabled,
        @RestQuery("key_material_origin") List<String> keyMaterialOrigin,
        @RestQuery List<String> managed,
        @RestQuery("external_key_id") List<String> externalKeyId,
        @RestQuery List<String> gone,
        @RestQuery List<String> version,
        @RestQuery List<String> tags) {}

package io.keysweep.backup;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * What a list of backups may be narrowed by; repeated values mean any of them.
 *
 * @param backup the same as {@code backup_id}
 * @param type {@code manual}, {@code automatic}, {@code scheduled} or {@code sync}
 * @param createdAfter only backups later than this; RFC 3339 or a date
 * @param createdBefore only backups earlier than this; RFC 3339 or a date
 */
public record KeyBackupQuery(
        @RestQuery("backup_id") List<String> backupId,
        @RestQuery List<String> backup,
        @RestQuery List<String> name,
        @RestQuery("vault_name") List<String> vaultName,
        @RestQuery("subscription_id") List<String> subscriptionId,
        @RestQuery("subscription_name") List<String> subscriptionName,
        @RestQuery List<String> region,
        @Parameter(
                        schema =
                                @Schema(
                                        type = SchemaType.ARRAY,
                                        implementation = String.class,
                                        enumeration = {"manual", "automatic", "scheduled", "sync"}))
                @RestQuery
                List<String> type,
        @RestQuery List<String> gone,
        @RestQuery List<String> tenant,
        @RestQuery("cloud_name") List<String> cloudName,
        @RestQuery("created_after") String createdAfter,
        @RestQuery("created_before") String createdBefore) {}

package io.keysweep.vault;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.KnownFieldsOnly;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What is to change of a vault; what is left out stays.
 *
 * @param connection name or id
 * @param cloudKeyBackupLimit how many backups a key keeps; 0 for all
 */
@KnownFieldsOnly
@Schema(name = "VaultChange", additionalProperties = Schema.False.class)
public record VaultChange(
        @Schema(description = "Name or id of the connection that the vault is reached by from now on.")
                String connection,
        @Schema(
                        description = "How many backups of a key are kept; 0 for all.",
                        minimum = "0",
                        maximum = "100000",
                        examples = "10")
                @JsonProperty("cloud_key_backup_limit")
                Integer cloudKeyBackupLimit) {

    private static final int LIMIT_MAXIMUM = 100_000;

    /** The same, if it can be done. */
    static VaultChange checked(VaultChange change) {
        if (change == null || change.connection == null && change.cloudKeyBackupLimit == null) {
            throw new BadRequestException("request body: must have connection or cloud_key_backup_limit");
        }
        checkLimit(change.cloudKeyBackupLimit);
        return change;
    }

    static void checkLimit(Integer limit) {
        if (limit != null && (limit < 0 || limit > LIMIT_MAXIMUM)) {
            throw new BadRequestException(
                    "cloud_key_backup_limit: must be 1 to " + LIMIT_MAXIMUM + ", or 0 for no limit, is " + limit);
        }
    }
}

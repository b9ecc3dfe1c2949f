package io.keysweep.bulkjob;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a create call, as sent. The product's documents can be read as if the selectors stood at top level: they
 * are taken from there too.
 *
 * @param unknown whatever else was sent; a misspelt filter would widen a deletion, so none is passed over
 */
@Schema(name = "BulkJobRequest", additionalProperties = Schema.False.class)
record BulkJobRequest(
        @Schema(required = true, enumeration = "delete-key-backups", examples = "delete-key-backups") String operation,
        @JsonProperty("delete_key_backups_param") Param param,
        @Schema(description = "Ours: count what the job would delete, and delete nothing.") @JsonProperty("dry_run")
                Boolean dryRun,
        @Schema(hidden = true) List<String> backups,
        @Schema(hidden = true) List<String> keys,
        @Schema(hidden = true) @JsonProperty("key_id") String keyId,
        @Schema(hidden = true) @JsonProperty("vault_id") String vaultId,
        @Schema(hidden = true) @JsonProperty("created_after") String createdAfter,
        @Schema(hidden = true) @JsonProperty("created_before") String createdBefore,
        @Schema(hidden = true) @JsonAnySetter Map<String, Object> unknown) {

    /** The selectors at top level, in the form of the nested ones. */
    Param atTopLevel() {
        return new Param(backups, keys, keyId, vaultId, createdAfter, createdBefore, null, null, Map.of());
    }

    /** The selectors: exactly one of the first four, and dates. */
    @RegisterForReflection
    @Schema(
            name = "DeleteKeyBackupsParam",
            description = "Exactly one of backups, keys, key_id and vault_id, and dates if you like.",
            additionalProperties = Schema.False.class)
    record Param(
            @Schema(
                            description = "Ids of backups.",
                            minItems = 1,
                            maxItems = SelectionReader.MOST_IDS,
                            implementation = UUID[].class)
                    List<String> backups,
            @Schema(
                            description = "Ids of keys.",
                            minItems = 1,
                            maxItems = SelectionReader.MOST_IDS,
                            implementation = UUID[].class)
                    List<String> keys,
            @Schema(description = "Id of the key whose backups are deleted.", format = "uuid") @JsonProperty("key_id")
                    String keyId,
            @Schema(description = "Id of the vault: all backups of all its keys.", format = "uuid")
                    @JsonProperty("vault_id")
                    String vaultId,
            @Schema(description = "Exclusive; RFC 3339 with offset, or YYYY-MM-DD.", examples = "2026-01-01T00:00:00Z")
                    @JsonProperty("created_after")
                    String createdAfter,
            @Schema(description = "Exclusive; RFC 3339 with offset, or YYYY-MM-DD.", examples = "2026-06-30")
                    @JsonProperty("created_before")
                    String createdBefore,
            @Schema(
                            description = "Ours: of each key, so many of the newest backups are not selected."
                                    + " Not with backups.",
                            minimum = "1",
                            maximum = "1000",
                            examples = "3")
                    @JsonProperty("keep_last")
                    Integer keepLast,
            @Schema(
                            description = "Ours: delete the last backup of a key that is gone from Azure as well;"
                                    + " without it that one is left alone and counted as held.")
                    @JsonProperty("include_last_of_gone_keys")
                    Boolean includeLastOfGoneKeys,
            @Schema(hidden = true) @JsonAnySetter Map<String, Object> unknown) {

        static final Param NONE = new Param(null, null, null, null, null, null, null, null, Map.of());
    }
}

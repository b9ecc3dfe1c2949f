package io.keysweep.schedule;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.KnownFieldsOnly;
import io.keysweep.http.ObjectId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an operation is to do, with the names of the wire; stored as JSON. */
sealed interface JobParameters {

    String CLOUD = "AzureCloud";

    /** What the names or ids of a schedule may have in all; a thousand ids. Each view and record of a schedule has them all. */
    int MOST_CHARACTERS = 40_000;

    /** Whose parameters they are. */
    @JsonIgnore
    JobOperation operation();

    /** The cloud, as sent. */
    String cloudName();

    /** Refuses what can never be meant; what is there or not is found out for each run. */
    default void check() {
        if (cloudName() != null && !cloudName().equals(CLOUD)) {
            throw new BadRequestException(operation().parametersField() + ".cloud_name: must be " + CLOUD);
        }
    }

    /** The same without what it names there, or as it is if nothing would be left. */
    default JobParameters without(List<String> names) {
        return this;
    }

    private static Optional<List<String>> rest(List<String> names, List<String> without) {
        return Optional.ofNullable(names)
                .map(all -> all.stream().filter(name -> !without.contains(name)).toList())
                .filter(rest -> !rest.isEmpty());
    }

    private static List<String> distinct(List<String> texts) {
        return texts == null
                ? null
                : texts.stream().map(JobParameters::canonical).distinct().toList();
    }

    private static String canonical(String text) {
        return ObjectId.parse(text).map(UUID::toString).orElse(text);
    }

    private static void checkSize(String field, List<String> texts, String otherwise) {
        int size = texts == null
                ? 0
                : texts.stream()
                        .filter(Objects::nonNull)
                        .mapToInt(String::length)
                        .sum();
        if (size > MOST_CHARACTERS) {
            throw new BadRequestException(field + ": must have at most " + MOST_CHARACTERS + " characters in all, has "
                    + size + "; use several schedules, or " + otherwise);
        }
    }

    /** Of {@code cckm_key_backup}: the keys are told by the keys themselves. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @KnownFieldsOnly
    @Schema(name = "KeyBackupParams", additionalProperties = Schema.False.class)
    record KeyBackup(@Schema(examples = CLOUD) @JsonProperty("cloud_name") String cloudName) implements JobParameters {

        @Override
        public JobOperation operation() {
            return JobOperation.KEY_BACKUP;
        }
    }

    /**
     * Of {@code cckm_synchronization}: what the synchronization call takes.
     *
     * @param keyVaults none twice
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @KnownFieldsOnly
    @Schema(
            name = "SynchronizationParams",
            description = "Exactly one of key_vaults and synchronize_all.",
            additionalProperties = Schema.False.class)
    record Synchronization(
            @Schema(examples = CLOUD) @JsonProperty("cloud_name") String cloudName,
            @Schema(description = "Names or ids.", minItems = 1) @JsonProperty("key_vaults") List<String> keyVaults,
            @JsonProperty("synchronize_all") Boolean synchronizeAll,
            @JsonProperty("take_cloud_key_backup") Boolean takeCloudKeyBackup)
            implements JobParameters {

        public Synchronization {
            keyVaults = distinct(keyVaults);
        }

        @Override
        public JobOperation operation() {
            return JobOperation.SYNCHRONIZATION;
        }

        @Override
        public JobParameters without(List<String> names) {
            return rest(keyVaults, names)
                    .<JobParameters>map(
                            rest -> new Synchronization(cloudName, rest, synchronizeAll, takeCloudKeyBackup))
                    .orElse(this);
        }

        @Override
        public void check() {
            JobParameters.super.check();
            checkSize(operation().parametersField() + ".key_vaults", keyVaults, "synchronize_all");
        }
    }

    /**
     * Of {@code cckm_delete_key_backups}: the selectors of a bulk job, and an age that counts from when the run is due.
     *
     * @param keys none twice
     * @param unknown whatever else was sent; a misspelt rule would widen a deletion, so none is passed over
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "DeleteKeyBackupsParams",
            description = "Exactly one of vault_id, key_id and keys; older_than, keep_last, or both.",
            additionalProperties = Schema.False.class)
    record Deletion(
            @Schema(examples = CLOUD) @JsonProperty("cloud_name") String cloudName,
            @Schema(format = "uuid") @JsonProperty("vault_id") String vaultId,
            @Schema(format = "uuid") @JsonProperty("key_id") String keyId,
            @Schema(implementation = UUID[].class) List<String> keys,
            @Schema(
                            description =
                                    "Only backups that are so old when the run is due: an ISO 8601 period or duration.",
                            examples = "P90D")
                    @JsonProperty("older_than")
                    String olderThan,
            @Schema(
                            description = "Of each key, so many of the newest stay.",
                            minimum = "1",
                            maximum = "1000",
                            examples = "3")
                    @JsonProperty("keep_last")
                    Integer keepLast,
            @Schema(description = "The last backup of a key that is gone from Azure goes too.")
                    @JsonProperty("include_last_of_gone_keys")
                    Boolean includeLastOfGoneKeys,
            @Schema(hidden = true) @JsonAnySetter @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    Map<String, Object> unknown)
            implements JobParameters {

        public Deletion {
            keys = distinct(keys);
        }

        @Override
        public JobOperation operation() {
            return JobOperation.DELETE_KEY_BACKUPS;
        }

        @Override
        public JobParameters without(List<String> names) {
            return rest(keys, names)
                    .<JobParameters>map(rest -> new Deletion(
                            cloudName, vaultId, keyId, rest, olderThan, keepLast, includeLastOfGoneKeys, unknown))
                    .orElse(this);
        }

        @Override
        public void check() {
            JobParameters.super.check();
            String field = operation().parametersField();
            if (unknown != null && !unknown.isEmpty()) {
                throw new BadRequestException(field + ": has a field that is none of this operation; mend or remove "
                        + unknown.keySet().stream().sorted().limit(10).toList());
            }
            checkSize(field + ".keys", keys, "vault_id");
            if (olderThan == null && keepLast == null) {
                throw new BadRequestException(field + ": must have older_than, keep_last, or both; a schedule never"
                        + " deletes everything by omission");
            }
            if (olderThan != null) {
                Age.of(field + ".older_than", olderThan);
            }
        }
    }
}

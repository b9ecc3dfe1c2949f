package io.keysweep.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How far the backups of a run are.
 *
 * @param vaultsDone vaults that are through, those that failed among them
 * @param vaultsFailed vaults that could not be reached through to the end
 * @param backups backups taken so far
 * @param keysFailed keys that could not be backed up; those of failed vaults are not known
 */
@RegisterForReflection
@Schema(
        name = "SchedulerJobCounts",
        requiredProperties = {"vaults", "vaults_done", "vaults_failed", "backups", "keys_failed"})
record RunCounts(
        long vaults,
        @JsonProperty("vaults_done") long vaultsDone,
        @JsonProperty("vaults_failed") long vaultsFailed,
        long backups,
        @JsonProperty("keys_failed") long keysFailed) {}

package io.keysweep.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How far a synchronization is.
 *
 * @param vaultsDone vaults that are through, those that failed among them
 * @param keys keys seen so far
 * @param backups backups taken so far
 * @param keysFailed keys that could not be read or backed up
 */
@RegisterForReflection
@Schema(
        name = "SynchronizationCounts",
        requiredProperties = {"vaults", "vaults_done", "vaults_failed", "keys", "backups", "keys_failed"})
record SyncCounts(
        long vaults,
        @JsonProperty("vaults_done") long vaultsDone,
        @JsonProperty("vaults_failed") long vaultsFailed,
        long keys,
        long backups,
        @JsonProperty("keys_failed") long keysFailed) {}

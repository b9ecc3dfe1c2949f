package io.keysweep.bulkjob;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a job would delete if it were accepted now: counted with every filter that the job applies.
 *
 * @param count how many backups
 * @param totalBytes the sum of their sizes as Azure gave them
 * @param missing of ids given one by one, how many would not be found
 * @param held how many it would leave alone because they are protected
 * @param oldest creation time of the oldest; absent if there is none
 * @param newest creation time of the newest; absent if there is none
 * @param sample ids of up to ten of them, the oldest first
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "DryRun",
        requiredProperties = {
            "dry_run",
            "operation",
            "count",
            "total_bytes",
            "missing",
            "held",
            "by_vault",
            "by_month",
            "sample"
        })
record DryRunView(
        @JsonProperty("dry_run") boolean dryRun,
        String operation,
        long count,
        @JsonProperty("total_bytes") long totalBytes,
        long missing,
        long held,
        @JsonProperty("oldest_created_at") Instant oldest,
        @JsonProperty("newest_created_at") Instant newest,
        @JsonProperty("by_vault") List<OfVault> byVault,
        @JsonProperty("by_month") List<OfMonth> byMonth,
        List<UUID> sample) {

    /** The share of one vault. */
    @RegisterForReflection
    @Schema(
            name = "DryRunOfVault",
            requiredProperties = {"vault_id", "name", "count", "total_bytes"})
    record OfVault(
            @JsonProperty("vault_id") UUID vaultId,
            String name,
            long count,
            @JsonProperty("total_bytes") long totalBytes) {}

    /** The share of one month of creation, in UTC. */
    @RegisterForReflection
    @Schema(
            name = "DryRunOfMonth",
            requiredProperties = {"month", "count", "total_bytes"})
    record OfMonth(
            @Schema(examples = "2026-01") String month, long count, @JsonProperty("total_bytes") long totalBytes) {}
}

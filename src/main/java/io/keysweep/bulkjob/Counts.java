package io.keysweep.bulkjob;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many items a job has and what became of them.
 *
 * @param total as far as known while the job is under way, so it may grow, and at the end shrink by what {@code keep_last} keeps
 *     or others deleted; exact once it ended
 * @param succeeded deleted by this job
 * @param failed refused by the database, each named in the results
 * @param missing named in the request and not there
 * @param held left alone because a hold protects them, or because each is the last backup of a key that is gone from Azure
 */
@RegisterForReflection
@Schema(
        name = "BulkJobCounts",
        requiredProperties = {"total", "succeeded", "failed", "missing", "held"})
record Counts(long total, long succeeded, long failed, long missing, long held) {

    /** Items that are settled one way or the other. */
    long settled() {
        return succeeded + failed + missing + held;
    }
}

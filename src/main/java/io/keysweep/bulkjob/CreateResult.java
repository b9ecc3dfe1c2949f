package io.keysweep.bulkjob;

/** What came of a create call. */
sealed interface CreateResult {

    /** A new job. */
    record Accepted(BulkJob job) implements CreateResult {}

    /** The job that an earlier call with the same idempotency key made, as it was answered then. */
    record Replayed(BulkJob job) implements CreateResult {}

    /** No job: the report of what one would delete. */
    record Previewed(DryRunView report) implements CreateResult {}
}

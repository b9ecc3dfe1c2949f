package io.keysweep.schedule;

import io.keysweep.bulkjob.BulkJobOrder;
import io.keysweep.sync.SyncOrder;

/** What a run is to bring about. */
sealed interface JobOrder {

    /** A bulk job. */
    record Deletion(BulkJobOrder order) implements JobOrder {}

    /** A synchronization. */
    record Synchronization(SyncOrder order) implements JobOrder {}

    /** Backups of the keys that take part. */
    record Backups(String createdBy) implements JobOrder {}

    /** No job can be made: what the parameters name is not there any more, say. */
    record Impossible(String error) implements JobOrder {}
}

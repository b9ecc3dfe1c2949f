package io.keysweep.sweep;

import java.util.Objects;
import java.util.UUID;

/**
 * The right to sweep a slice, until the database says otherwise. Every chunk names the epoch and does nothing when a
 * later epoch was handed out.
 *
 * @param jobId the job
 * @param operation what the job does, and so which target knows it
 * @param sliceNo the slice's number in the job
 * @param epoch the fencing token, never handed out twice for a slice
 * @param kind how the slice names its items
 * @param failures passing faults in a row before this claim
 */
public record SliceLease(UUID jobId, String operation, int sliceNo, int epoch, SliceKind kind, int failures) {

    public SliceLease {
        Objects.requireNonNull(jobId);
        Objects.requireNonNull(operation);
        Objects.requireNonNull(kind);
    }
}

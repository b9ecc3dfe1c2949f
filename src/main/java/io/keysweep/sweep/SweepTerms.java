package io.keysweep.sweep;

import java.time.Duration;
import java.util.Objects;

/**
 * On what terms the engine works on an operation.
 *
 * @param operation the value of {@code bulk_job.operation}
 * @param lane which bound of slices in hand applies; operations that share a lane share the bound
 * @param lease how long the claim of a slice holds without a sign of life; longer than a step may take
 * @param stepTimeout how long one step is waited for; after that it counts as a passing fault
 * @param attempts passing faults in a row, without progress, after which a slice is given up
 * @param slicesFailAlone what giving a slice up means: true if it alone is recorded as failed, under the id that it is
 *     about, and the job goes on; false if the job fails
 * @param counter what counts what went well
 */
public record SweepTerms(
        String operation,
        Lane lane,
        Duration lease,
        Duration stepTimeout,
        int attempts,
        boolean slicesFailAlone,
        SuccessCounter counter) {

    public SweepTerms {
        Objects.requireNonNull(operation);
        Objects.requireNonNull(lane);
        Objects.requireNonNull(counter);
    }
}

package io.keysweep.sweep;

import java.util.Objects;
import java.util.UUID;

/**
 * The right to plan or to finish a job, until the database says otherwise. Every write under it names the epoch and
 * changes nothing when a later epoch was handed out.
 *
 * @param jobId the job
 * @param operation what the job does, and so which target knows it
 * @param epoch the fencing token, never handed out twice for a job
 * @param stage what is to be done
 * @param failures passing faults in a row before this claim
 */
public record JobLease(UUID jobId, String operation, int epoch, Stage stage, int failures) {

    /** What a job needs next beside the sweeping of its slices. */
    public enum Stage {
        /** Its selection is to be cut into slices, from where planning last stopped. */
        PLAN,
        /** Its slices are all done: check that nothing is left and write its final state. */
        FINISH,
        /** It was cancelled: take the slices away from whoever has them and write its final state. */
        STOP
    }

    /** The same lease after a step that went well: failures are counted in a row. */
    JobLease afterProgress() {
        return new JobLease(jobId, operation, epoch, stage, 0);
    }

    public JobLease {
        Objects.requireNonNull(jobId);
        Objects.requireNonNull(operation);
        Objects.requireNonNull(stage);
    }
}

package io.keysweep.sweep;

/** The lease was handed on: what was begun under it is rolled back, and somebody else goes on. Not an error of the job. */
public final class LeaseLostException extends RuntimeException {

    public LeaseLostException(JobLease lease) {
        super(
                "lease of bulk job " + lease.jobId() + " at epoch " + lease.epoch() + " was handed on",
                null,
                false,
                false);
    }
}

package io.keysweep.sweep;

/** The lease was handed on: what was begun under it is rolled back, and somebody else goes on. Not an error of the job. */
public final class LeaseLostException extends RuntimeException {

    public LeaseLostException(JobLease lease) {
        this("bulk job " + lease.jobId(), lease.epoch());
    }

    LeaseLostException(SliceLease lease) {
        this("slice " + lease.sliceNo() + " of bulk job " + lease.jobId(), lease.epoch());
    }

    private LeaseLostException(String what, int epoch) {
        super("lease of " + what + " at epoch " + epoch + " was handed on", null, false, false);
    }
}

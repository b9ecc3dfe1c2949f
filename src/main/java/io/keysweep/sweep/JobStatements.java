package io.keysweep.sweep;

/** Statements that operations of every kind have alike, without what is their own. */
public final class JobStatements {

    /**
     * Marks jobs {@code j} as to be aborted; a condition follows. One that was put off is stopped now, not when it would have
     * been tried again; one that has ended keeps its state.
     */
    public static final String CANCEL =
            """
            UPDATE bulk_job j
            SET abort = true, updated_at = clock_timestamp(),
                not_before = CASE WHEN j.completed_at IS NULL THEN least(j.not_before, now()) ELSE j.not_before END
            """;

    /**
     * Begins a step of slice {@code s}, of job {@code j}, that asks somebody else before it writes; RETURNING and columns
     * follow. Renews the lease, so that it covers the step whatever came before. No row: the lease was handed on, or the
     * job cancelled. Parameters: job, slice, epoch, lease in seconds.
     */
    public static final String OPEN_SLICE = openSlice("");

    private JobStatements() {}

    /** The same with further assignments, each of which ends with a comma. */
    public static String openSlice(String assignments) {
        return """
                UPDATE bulk_job_slice s
                SET %s lease_until = clock_timestamp() + make_interval(secs => $4)
                FROM bulk_job j
                WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3 AND s.state = 'ready'
                  AND j.id = s.job_id AND j.state = 'sweeping' AND NOT j.abort
                """
                .formatted(assignments);
    }
}

package io.keysweep.sweep;

/**
 * SQL that finds the next job account by account: first that of the account whose last claim is longest ago. However many jobs
 * an account has queued, another's waits for one of them. It costs a few looks into indexes for each account with jobs that
 * wait, however many those are.
 *
 * @param waiting which jobs {@code j} wait, just as the partial index on their account says
 * @param claimed which jobs {@code j} were claimed once, whether they have ended or not, just as the partial index on their
 *     account and {@code claimedAt} says
 * @param claimedAt the column that has the time of the last claim
 */
record AccountTurns(String waiting, String claimed, String claimedAt) {

    /**
     * The first row that there is, account after account.
     *
     * @param job a query for the id of one job of the account {@code turn.account}, which locks it
     */
    String first(String job) {
        return """
                SELECT job.id FROM (
                    WITH RECURSIVE waiting AS (
                        (SELECT j.account FROM bulk_job j WHERE %1$s ORDER BY j.account LIMIT 1)
                        UNION ALL
                        SELECT (SELECT j.account FROM bulk_job j WHERE %1$s AND j.account > w.account
                                ORDER BY j.account LIMIT 1)
                        FROM waiting w WHERE w.account IS NOT NULL)
                    SELECT w.account, (SELECT j.%3$s FROM bulk_job j WHERE j.account = w.account AND %2$s
                                       ORDER BY j.%3$s DESC LIMIT 1) AS claimed_at
                    FROM waiting w WHERE w.account IS NOT NULL
                    ORDER BY claimed_at NULLS FIRST) turn
                CROSS JOIN LATERAL (
                %4$s) job
                ORDER BY turn.claimed_at NULLS FIRST LIMIT 1"""
                .formatted(waiting, claimed, claimedAt, job);
    }
}

/**
 * The engine: who works on which part of a bulk job, and when. Knows no HTTP, no Azure and no backups; what is swept is
 * behind {@link io.keysweep.sweep.SweepTarget}.
 *
 * <pre>
 *   accepted ──► planning ──► sweeping ──► completed          a job; `abort` is a mark beside the state
 *                   └────────────┴───────► failed
 *
 *   ready ──► done          a slice: claimed (epoch + 1), swept chunk by chunk, given back, claimed again ...
 *     └─────► stopped
 * </pre>
 *
 * <p><b>Lease and epoch.</b> A claim sets a lease by the database's clock and raises the epoch. Every later write names the
 * epoch, and changes nothing if another was handed out since: a replica that was paused, cut off or thought dead does no
 * harm when it comes back. Each chunk renews the lease. An epoch never goes down; the count of failures in a row, which is
 * the retry budget, goes back to nothing with each chunk.
 *
 * <p><b>Operations.</b> A target says on what terms its operation is worked on ({@link io.keysweep.sweep.SweepTerms}): how long
 * a lease outlasts a step, what a failure means, and whether a slice that is given up fails the job or itself alone. Slices
 * are claimed lane by lane, so that work which waits for somebody else's service and work of the database never keep each
 * other out. What this version knows no target for it does not touch. An operation whose slices are the things that its job
 * names is planned by {@link io.keysweep.sweep.ScopePlanRepository}. {@link io.keysweep.sweep.PeriodicWork} is looked after on
 * the same loop.
 *
 * <p><b>Turns.</b> Claims go round the accounts ({@link io.keysweep.sweep.AccountTurns}) and within an account round its
 * jobs, at both steps, planning and sweeping: however much one account has queued, the first job of another waits for a few
 * slices.
 *
 * <p><b>Exactly once.</b> A chunk's deletion, its outcome, the cursor, the counters and the lease are one statement and one
 * commit. Whoever does not see the answer (the connection broke during the commit) asks nothing again: the slice goes back,
 * and the next claim starts from the cursor, which tells what happened.
 *
 * <p><b>What happens on failure.</b>
 *
 * <table>
 * <caption>Failures</caption>
 * <tr><td>a replica dies or hangs</td><td>its leases run out, others claim its slices; at most one chunk's work is lost,
 * none of its effect</td></tr>
 * <tr><td>the database is away, or a passing error</td><td>back off with full jitter, then try again; an outage costs
 * nothing of the retry budget, since it cannot be put on record</td></tr>
 * <tr><td>a row is refused</td><td>the chunk is halved until the row is found, it is recorded as failed, the rest goes
 * on</td></tr>
 * <tr><td>too many rows are refused, the budget is spent, or the schema or a right is wrong</td><td>the job is failed; what
 * is deleted is on record</td></tr>
 * <tr><td>a cancel</td><td>no chunk begins after it is committed; slices are taken away and the job becomes final</td></tr>
 * <tr><td>a wake-up is lost</td><td>the next poll finds the work</td></tr>
 * </table>
 *
 * <p><b>Not guaranteed.</b> Rows that a transaction commits after the job has ended, with a time of creation before the job was
 * accepted, stay. The order in which slices are swept. That a job advances while somebody holds a lock on one of
 * its rows for longer than the retry budget lasts.
 */
package io.keysweep.sweep;

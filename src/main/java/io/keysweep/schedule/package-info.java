/**
 * Schedules: what is to be done at which times, the runs that this made, and which keys a schedule backs up.
 *
 * <p>Rules: a run's job is made by the same code as a call's ({@code bulkjob}, {@code sync}) and then goes its own way there.
 * Only administrators make and change schedules, and a schedule acts with an administrator's rights, in the name
 * {@code schedule|<its id>}. Times are UTC and the database's, so there is no daylight saving to skip a run or make it twice.
 *
 * <p><b>Once, however many replicas are up.</b> There is no timer a schedule: each replica looks again and again for
 * schedules whose {@code next_run_at} has passed ({@code keysweep.schedule.poll-interval}), on the engine's one loop. One
 * transaction advances {@code next_run_at}, if it still is what was found, and puts run and job on record; the unique
 * constraint on schedule and due time stands behind it. A replica that dies before the commit has done nothing.
 *
 * <p><b>Missed runs.</b> What became due while nobody was up is made up for once, for the latest due time. What became due
 * while a schedule was disabled, or before it was last changed, is not.
 *
 * <p><b>What happens on failure.</b> A run of backups is completed though some keys or vaults failed, unless each vault
 * did: the run has counts and says which and why, the end of its job is in the audit as a failure, and {@code sync} logs
 * and counts them. A run that can make no job, since its vault was removed say, is on record as failed, and the schedule
 * goes on. A schedule of backups without keys makes a run without a job. A database that is away: the next look finds the
 * run still due. A schedule that cannot be fired at all, since this version cannot read it say, is logged and put aside for
 * a minute, and due all the while; the others have their turn. Set back to a time whose run was made, it goes on to the
 * next one.
 *
 * <p><b>Not guaranteed.</b> That a run begins to the second. That anything runs while no replica is up, as with scaling to
 * zero: {@code run-now} wakes it, and whatever else starts a replica lets it catch up. That two runs of a schedule do not
 * overlap, if one takes longer than the next is away; jobs bear it. The record of a run goes with that of its job.
 */
package io.keysweep.schedule;

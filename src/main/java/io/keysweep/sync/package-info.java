/**
 * Jobs that go through Azure vault by vault: synchronizations of keys, and the backups of a schedule. They run in the engine
 * of bulk jobs ({@code sweep}): a job is a row of {@code bulk_job}, a vault a slice of it, with leases, epochs, back-off and
 * cancel as they are there, in a lane of their own.
 *
 * <pre>
 *   live ──► deleted ──► missing ──► (back-up) ──► done      the phases of a vault; a schedule's backups have the last only
 * </pre>
 *
 * <p><b>A step</b> renews the lease, asks Azure for one page, and puts what it found on record in one statement that is
 * fenced by the slice's epoch and moves the cursor. While Azure thinks no connection is held, and memory holds one page.
 * Keys are read in full and their versions counted only if Azure's time of change differs from the one on record.
 *
 * <p><b>Gone is never a guess.</b> A key on record that was in neither of Azure's lists is asked for by its name, alive and
 * deleted, and then for a backup, before it is called gone: while Azure is still moving it from one state to the other it is
 * in neither, and only a call that would use it tells. One in transition, or of which Azure does not say, stays as it is.
 *
 * <p><b>Two synchronizations of one vault at once</b> need no lock. Both write what Azure told them, by name, in the order of
 * names. Who was seen is told by {@code azure_key.synced_at} against the time at which a run of the vault began
 * ({@code bulk_job_slice.started_at}, the database's clock, kept with the slice, so that it outlives replicas): what anybody
 * wrote since is news enough, so one run's marks are never taken for another's absence of them. No row is overwritten that
 * was written after the step had begun, by another run or by a call: an answer of Azure's that is older than the row does not
 * win. The worst that is left is a key whose change of the last seconds shows with the next synchronization.
 *
 * <p><b>What happens on failure.</b> A replica that dies: another goes on with the page that was not recorded. Azure
 * throttles, fails or is not to be reached: the vault is put off, at least for as long as Azure asked, and no other waits
 * for it; after {@code keysweep.sync.attempts} in a row it is recorded as failed, with Azure's words, and the job goes on.
 * Azure refuses for good (credentials, no such vault): the same at once. Something is wrong with one key: that key is
 * recorded as failed, counted, and logged, up to a hundred of a job. A job of whose vaults every one failed is failed. A
 * backup is stored under its job's id, once for a key, whatever died in between.
 *
 * <p><b>Not guaranteed.</b> That a soft-deleted key which was never seen alive is on record. That a key which changes twice
 * within the second of Azure's clock and is read in between shows its second change before the next synchronization but one.
 */
package io.keysweep.sync;

/**
 * Holds: a backup that nothing deletes, with who said so and why.
 *
 * <p>A hold stands on the backup's own row, so that every statement that deletes backups asks for it in the statement itself:
 * a single deletion is refused, the limit of a vault and schedules pass it over, a bulk job leaves it alone and reports it as
 * held. Beside holds the last backup of a key that is gone from Azure is protected, by a mark that triggers of the schema
 * keep; it can't be released, only deleted by those who say that they mean it.
 *
 * <p>Rules: whoever may delete backups of a vault may protect them ({@code view} and {@code deletebackup}). Changing or
 * releasing a hold takes an administrator: else whoever a hold is to keep from deleting could lift it.
 *
 * <p>On failure: placing and releasing are one guarded statement each. If the answer is lost, asking again is harmless.
 *
 * <p>Against a job under way: a hold that commits before the chunk that would delete the backup protects it; one that comes
 * later is answered with 404, for there is nothing left to hold. Never both.
 *
 * <p>Not guaranteed: that a hold which ends by its time is still there when a chunk begins a moment before; the database's
 * clock decides. That what a job has reported as held is deleted once the hold ends: start another job.
 */
package io.keysweep.retention;

/**
 * Bulk jobs: what a caller asked for and how far it is. A request becomes a {@link io.keysweep.bulkjob.Selection}, rights to
 * what it picks are settled, one statement puts the job on record, and the engine (package {@code sweep}) does the rest.
 *
 * <p>Rules: accepting costs the same for ten backups and for ten million. A request that could be understood in more than
 * one way is refused, above all a field that is not known: a misspelt filter would widen a deletion. A job is bound to the
 * caller's account in every statement; callers who are no administrators see their own jobs only. State and counts of a job
 * are read in one statement, so that progress never falls.
 *
 * <p>On failure: a create call that is not answered can be repeated with its {@code Idempotency-Key}, and makes no second
 * job. Streams end when the database goes away; a reader simply asks again. A dry run that finds too many others is
 * refused, and one whose statements the database ends, since they take too long, is told so.
 *
 * <p>Not guaranteed: rights are settled when the job is accepted, and taking them away later does not stop it. A dry run
 * counts what is there at that moment. Pages of results stand still only once the job has ended.
 */
package io.keysweep.bulkjob;

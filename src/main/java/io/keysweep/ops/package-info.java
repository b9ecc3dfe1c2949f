/**
 * Running the service: the entry point, checks at the start, the schema's migration, health.
 *
 * <p>Rules: a setting that is unknown, from the environment too, or dangerous stops the start, and one message names them all;
 * a feature brings its own checks as beans of {@link io.keysweep.ops.StartupCheck} (those of account, http and sweep, on which
 * this package builds, are here). The service is live while its loop looks
 * for work, and ready while the database answers and has been migrated; how often anybody asks does not matter to the
 * database. The images ask with {@link io.keysweep.ops.LivenessProbe}, over TLS if need be.
 *
 * <p><b>The schema comes first.</b> {@link io.keysweep.ops.Schema} knows whether the database has every migration of this
 * version. Until it has, calls of the API are answered 503 and the engine does not look for work; a newer schema does no
 * harm. Who migrates is said by {@code keysweep.migrate}. JDBC is used for that alone, and by no replica that need not.
 *
 * <p><b>What happens on failure.</b> A database that is away at the start: the service starts, is live and not ready, and tries
 * to migrate again, with back-off and off the event loop. A migration that fails: the same, and the log says which statement of
 * which file; PostgreSQL rolls the whole migration back. Replicas that migrate at the same time wait for each other by a
 * lock in the database.
 *
 * <p>Not guaranteed: that an older version of the service works on a newer schema.
 */
package io.keysweep.ops;

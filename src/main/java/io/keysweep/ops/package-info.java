/**
 * Running the service: checks at the start, health.
 *
 * <p>Rules: a setting that is unknown or dangerous stops the start, and one message names them all; a feature brings its own
 * checks as beans of {@link io.keysweep.ops.StartupCheck}. The service is live while its loop looks for work, and ready
 * while the database answers and has been migrated.
 */
package io.keysweep.ops;

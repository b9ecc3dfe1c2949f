/**
 * What dev mode shows a newcomer: two vaults with keys and two years of backups, a bulk job that is submitted through the
 * public API like any other, and commands for the next one. Never packaged.
 *
 * <p>Works once for a database, on a thread of its own, after the service listens. Each step does only what is still
 * missing, so what a live reload breaks off goes on after it. A database with vaults that are not ours is left alone. When
 * anything goes wrong the log says so and the service runs on.
 */
package io.keysweep.dev.sample;

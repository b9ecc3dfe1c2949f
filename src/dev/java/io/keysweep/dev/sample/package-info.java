/**
 * What dev mode shows a newcomer: two vaults with keys and two years of backups, a bulk job that is submitted through the
 * public API like any other, and commands for the next one. Runs once for a database, on a thread of its own, after the
 * service listens; when anything goes wrong it says so and the service runs on.
 */
package io.keysweep.dev.sample;

/**
 * Connections: the identities that an account reaches Azure with, and the vaults' credentials that follow from them.
 *
 * <p>Rules: only administrators see or change connections, those of their own account. What is secret is sealed before it
 * reaches the database, under a key of its own that is wrapped for this account and connection; it is never returned, logged
 * or part of an error. The identities of the platform (managed and workload identity) are the operator's, so an account may
 * use them only if {@code keysweep.connection.platform-identity-accounts} says so.
 *
 * <p>On failure: a changed connection is changed as a whole or not at all. A test that fails leaves the connection as it is and
 * is noted with it: {@code last_connection_ok}, {@code _error} and {@code _at} say how the last login that was looked at went,
 * and are empty after a change. A connection that a vault is reached by cannot be deleted.
 *
 * <p>A secret that does not open here is no refusal of Azure's: the call is not available on this replica, and is told
 * under which key the secret is and which one the replica has.
 *
 * <p>Not guaranteed: that a login that worked works again. Other replicas follow a change within
 * {@code keysweep.azure.connection-recheck}; calls under way end with the old credentials, and tokens that Azure gave for an
 * identity live on for an hour or so.
 */
package io.keysweep.connection;

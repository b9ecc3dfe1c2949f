/**
 * What we ask of Azure: the port {@link io.keysweep.azure.KeyVault} for vaults and {@link io.keysweep.azure.AzureInventory} for
 * what there is, and their adapters, over the Azure SDK and the REST client on Quarkus's own event loops.
 *
 * <p>Rules: the SDK's types and Reactor's appear here and nowhere else. Every call has a time limit, which holds its
 * retries too; every failure leaves as a {@link io.keysweep.azure.KeyVaultException} that says what the caller can do.
 * Blobs, secrets and tokens are never logged, whatever the SDK's environment variables say.
 *
 * <p>A vault is reached by the identity of its connection, which {@link io.keysweep.azure.ConnectionCredentials} gives; one
 * without a connection by the service's own. A token goes only where it is for: to a vault one for vaults of the connection's
 * cloud, whatever the vault asks for, and to the resource manager's own address. Logins block, so they run on worker threads.
 *
 * <p>On failure: a refused login is noted with its connection. A changed connection is met with its new credentials: at once
 * in this replica, after {@code keysweep.azure.connection-recheck} at the most in another.
 *
 * <p>Not guaranteed: that a call which failed had no effect in Azure.
 */
package io.keysweep.azure;

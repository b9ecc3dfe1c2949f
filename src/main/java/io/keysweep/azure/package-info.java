/**
 * What we ask of Azure: the port {@link io.keysweep.azure.KeyVault} for vaults, {@link io.keysweep.azure.AzureInventory}
 * for what there is, {@link io.keysweep.azure.KeyWrapping} and {@link io.keysweep.azure.KeySigning} for keys of our own,
 * and their adapters, over the Azure SDK and the REST client on Quarkus's own event loops.
 *
 * <p>Rules: the SDK's types and Reactor's appear here and nowhere else. Every call has a time limit, which holds its
 * retries too; every failure leaves as a {@link io.keysweep.azure.KeyVaultException} that says what the caller can do.
 * Blobs, secrets and tokens are never logged, whatever the SDK's environment variables say. What many wait for at once goes
 * through {@link io.keysweep.azure.SharedCalls}: who goes away must not cancel it for the others.
 *
 * <p>Throttling: every request to a vault, retries and pages too, takes from a bucket that this replica keeps for that
 * vault and account ({@code keysweep.azure.calls-per-vault}). One that has to wait holds no thread and no connection; one
 * whose turn would come after its time limit is refused at once. A 429 empties the bucket, for as long as
 * {@code Retry-After} says, five minutes at the most. Other vaults go on. Buckets are in memory: replicas know nothing of
 * each other's, and a restart fills them.
 *
 * <p>A vault is reached by the identity of its connection, which {@link io.keysweep.azure.ConnectionCredentials} gives; one
 * without a connection by the service's own. A token goes only where it is for: to a vault one for vaults of the connection's
 * cloud, whatever the vault asks for, and to the resource manager's own address. Logins block, so they run on
 * threads of their own ({@code LoginThreads}), which a login host that hangs cannot take from anybody else.
 *
 * <p>On failure: nothing is kept here. A refused login is noted with its connection. A changed connection is met with its new
 * credentials: at once in this replica, after {@code keysweep.azure.connection-recheck} at the most in another. A deletion or
 * recovery ends when Azure has accepted it; Azure may take seconds more, and answers {@code Busy} meanwhile.
 *
 * <p>Not guaranteed: that a call which failed had no effect in Azure. One that changes something and whose answer is lost
 * is made again by the retries, and may then find its own work done: a key that is to be deleted is not there, a name that
 * is to be restored is in use. Callers look before they believe it. One that makes or uploads a key is made again only if
 * Azure cannot have done it, since it would make a second version.
 */
package io.keysweep.azure;

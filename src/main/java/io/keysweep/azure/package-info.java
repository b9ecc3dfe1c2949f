/**
 * What we ask of Azure Key Vault: the port {@link io.keysweep.azure.KeyVault} and its one adapter, over the Azure SDK on
 * Quarkus's own event loops.
 *
 * <p>Rules: the SDK's types and Reactor's appear here and nowhere else. Every call has a time limit, which holds its
 * retries too; every failure leaves as a {@link io.keysweep.azure.KeyVaultException} that says what the caller can do.
 * Blobs and tokens are never logged, whatever the SDK's environment variables say.
 *
 * <p>Not guaranteed: that a call which failed had no effect in Azure. Both calls here only read.
 */
package io.keysweep.azure;

/**
 * The Azure subscriptions of an account: those that a connection can see, live, and those that vaults under management are of.
 *
 * <p>Rules: a subscription is stored while the account has a vault of it; the package {@code vault} writes the rows, in the
 * transaction that adds or removes the vault. Only administrators look into Azure. Others see the subscriptions of the vaults
 * that they may view.
 *
 * <p>On failure: nothing is stored of what Azure answers, so a failed look leaves nothing behind.
 *
 * <p>Not guaranteed: that what is stored of a subscription is what Azure has now; it is what the last vault was added with.
 */
package io.keysweep.subscription;

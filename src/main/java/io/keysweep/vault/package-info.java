/**
 * The Azure key vaults that an account has taken under management, and who may do what in them.
 *
 * <p>Rules: every query is bound to the caller's account. Who lacks {@code view} on a vault does not learn that it exists:
 * 404, and lists leave it out. Administrators see all vaults of their account and none of another.
 *
 * <p>On failure: nothing is written here, so a failed read leaves nothing behind. Grants are read anew for each request;
 * one that is taken away ends with the requests under way.
 *
 * <p>Not guaranteed: that what is shown of a vault is what Azure has now. It is what the last synchronization saw.
 */
package io.keysweep.vault;

/**
 * The Azure keys of the vaults under management.
 *
 * <p>Rules: every query is bound to the caller's account, and needs {@code view} on the key's vault: without it the key is
 * not there. The latest backup of a key is looked up when the key is shown; no copy of it is kept that a bulk deletion
 * would have to mend.
 *
 * <p>On failure: nothing is written here, so a failed read leaves nothing behind.
 *
 * <p>Not guaranteed: that what is shown of a key is what Azure has now. It is what the last synchronization saw. A page and
 * the latest backups on it are one statement, its total another.
 */
package io.keysweep.key;

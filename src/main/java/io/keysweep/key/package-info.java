/**
 * The Azure keys of the vaults under management: their inventory, and what becomes of them.
 *
 * <p>Rules: every query is bound to the caller's account, and needs {@code view} on the key's vault: without it the key is
 * not there. What changes a key needs the action of the vault's ACL that the product has for it. The latest backup of a key is
 * looked up when the key is shown; no copy of it is kept that a bulk deletion would have to mend. Material that is uploaded is
 * handed on to Azure, and neither stored nor logged. It is read off the event loops, a piece at a time, and what would take too
 * many rounds of key derivation is refused before any.
 *
 * <p>States: {@code AVAILABLE}; {@code SOFT-DELETED}, which can be recovered or purged; {@code DELETED}, which is gone from
 * Azure ({@code deleted} and {@code gone} are true) and stays here with its backups until those are removed. A new key is
 * backed up at once. Before a key is soft-deleted it is backed up, and if that fails it is not deleted.
 *
 * <p>On failure: the intent is put on record first (package {@code audit}), then Azure is asked, and our row is written
 * after its answer, by a statement that looks at the state it expects. A process that dies in between leaves a row that is
 * behind Azure: the same call made again finds that, and {@code refresh} and a synchronization mend it. (A row that says
 * gone while Azure has the key soft-deleted is mended by {@code refresh} alone, if a last backup is protected: the list of
 * a synchronization does not tell whether it is the same key.) A key that was made and could not be recorded is in Azure
 * and not here; the log says so, a synchronization brings it, and to make it again is refused, since that would be a second
 * version. If Azure's answer to it is lost, Azure is asked what is there, and that is recorded; a lost answer to an upload
 * is told, since a key of that name need not be the one uploaded. A client that hangs up cancels nothing: see {@code http}.
 *
 * <p>Not guaranteed: that what is shown of a key is what Azure has now. It is what the last call or synchronization saw. Two
 * calls at once that make the same key may make two versions of it. A page and the latest backups on it are one statement, its
 * total another.
 */
package io.keysweep.key;

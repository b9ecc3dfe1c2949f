/**
 * Rotation of the keys that protect others, as jobs on the one engine. Two levels:
 *
 * <ul>
 *   <li>{@code wrapping-key}: all that is wrapped by another wrapping key, or another version of it, than the one of now is
 *       wrapped anew: data keys, the keys of connections' secrets, and, for the root domain, signing keys. The root domain's
 *       administrators do so for all accounts, those of another account for theirs.
 *   <li>{@code data-keys}: the data keys of a vault, or of all vaults of the account, are retired; the blobs under them are
 *       encrypted under fresh ones, vault by vault ({@code io.keysweep.backup.DataKeyRotation}). What is left without
 *       backups is destroyed.
 * </ul>
 *
 * <p>Each step is put on record like a chunk of a deletion: fenced, with the cursor, one commit. A row that was deleted or
 * changed meanwhile is left alone. What does not open is on record by its id, stays as it is, and the rest goes on.
 *
 * <p>At the end a job looks for what is left: what was wrapped by the old key before, and committed behind the cursor. A
 * rotation of the wrapping key for all accounts waits, when it is accepted, for who is storing something by the keys that
 * it replaces, and from then on nothing that they wrapped is stored (V17): when it has ended without errors nothing is
 * under them, and nothing will be. A replica that still wraps by a replaced key leaves the job to others. Keys that the
 * accepting replica does not open are not replaced.
 *
 * <p>Each step changes the keys of one account, as each change enters the audit chain of its account: nobody holds two.
 *
 * <p>Failure: while Azure is away the job waits (a rotation for all accounts is not accepted meanwhile); a wrapping key
 * that is refused ends it as failed.
 */
package io.keysweep.rotation;

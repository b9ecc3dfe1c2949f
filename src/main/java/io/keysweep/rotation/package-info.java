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
 * <p>Failure: while Azure is away the job waits; a wrapping key that is refused ends it as failed.
 */
package io.keysweep.rotation;

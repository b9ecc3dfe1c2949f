/**
 * Backups of Azure keys: taking, showing, and the encryption of their blobs.
 *
 * <p>Rules: every query is bound to the caller's account. {@code view} on the vault shows its keys' backups; taking one
 * needs {@code keycreate} as well. A blob is encrypted before it reaches the database and leaves this service only towards
 * Azure: it is in no view, no list loads it, and no log or error has it. No database connection is held while Azure
 * works.
 *
 * <p>Encryption: one data key for each vault and month, made by the replica that first needs it, stored wrapped and kept
 * unwrapped in memory for a while. Each blob is sealed under it by AES-256-GCM, bound to the backup's account and id. The
 * month is that of the database's clock just before the row is written: a backup taken as the month turns may bear a time
 * of the new month and the key of the old one. The row says which key it needs, and a foreign key keeps that from being
 * deleted before its last backup.
 *
 * <p>On failure: a backup is one INSERT, after all else has been done. If the process dies before it, nothing is stored and
 * nothing is left behind, in Azure neither, since taking a backup changes nothing there. A client that saw no answer may ask
 * again, at the worst it has two backups.
 *
 * <p>Not guaranteed: that the number of versions shown is exactly the number in the blob, if a version is made in Azure at
 * the same moment. Two calls at once for one key take two backups.
 */
package io.keysweep.backup;

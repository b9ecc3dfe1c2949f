/**
 * Backups of Azure keys: taking, showing, restoring and deleting them, and the encryption of their blobs.
 *
 * <p>Rules: every query is bound to the caller's account. {@code view} on the vault shows its keys' backups; taking and
 * naming one needs {@code keycreate} as well, deleting one {@code deletebackup}, restoring {@code keyrestore} on the vault
 * that is restored into. What is held, and the last backup of a key that is gone from Azure, is deleted by nothing here,
 * but that removing a key takes the last one too. A blob is encrypted before it reaches the database and leaves this
 * service only towards Azure: it is in no view, no list loads it, and no log or error has it. No database connection is
 * held while Azure works.
 *
 * <p>Encryption: one data key for each vault and month, made by the replica that first needs it, stored wrapped and kept
 * unwrapped in memory for a while. Each blob is sealed under it by AES-256-GCM, bound to the backup's account and id. The
 * month is that of the database's clock just before the row is written: a backup taken as the month turns may bear a time
 * of the new month and the key of the old one. The row says which key it needs, and a foreign key keeps that from being
 * deleted before its last backup. Soon after that one is gone, the data key is deleted
 * ({@link io.keysweep.backup.DataKeyDestruction}) and a tombstone says so; a backup that meets the deletion or retirement
 * of its data key is sealed again under the next one. A rotation ({@link io.keysweep.backup.DataKeyRotation}) retires the
 * data keys of a vault and encrypts what is under them under fresh ones of the same months.
 *
 * <p>Limit: a vault may have a limit on the backups of each of its keys. The transaction that stores a backup locks its key,
 * and deletes the oldest ones beyond the limit that are free to go, up to 1,000 of them. Backups of one key are stored one
 * after another, so that many at once neither exceed the limit nor delete too much.
 *
 * <p>Restore: what Azure would never do is refused first; then the blob is opened and its digest compared, and only then is
 * it sent. A key that is restored into its own vault keeps its id. If the process dies after Azure's answer, the same call
 * made again finds the key in Azure, knows it by its version, and records it.
 *
 * <p>On failure: a backup is one transaction, after all else has been done. If the process dies before it, nothing is
 * stored and nothing is left behind, in Azure neither, since taking a backup changes nothing there. A client that saw no
 * answer may ask again, at the worst it has two backups.
 *
 * <p>Cost: a list is one page by the index of a key and a time, and one count over that index alone, about 30 ms for each
 * 100,000 backups of the key. Asked to sort by or filter on another property than {@code createdAt} and the ids, the database
 * reads all rows of the key.
 *
 * <p>Not guaranteed: that the number of versions shown is exactly the number in the blob, if a version is made in Azure at
 * the same moment. Two calls at once for one key take two backups.
 */
package io.keysweep.backup;

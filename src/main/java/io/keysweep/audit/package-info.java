/**
 * The audit: who changed what, from where, when; and certificates of what bulk jobs deleted.
 *
 * <p>Records. Each account has a chain of records, which only grows. Triggers of the schema write them, in the transaction of
 * the change, so no statement can forget them and none is left of a change that was rolled back; what is done by hand in the
 * database is on record as well, but for deletions of backups, which have no trigger: the statements that delete bring their
 * record with them. The chunks of a bulk job are its outcomes, with a digest each, written with the deletion; they enter the
 * chain when their slice is done, and as a whole with the job's end: a record a chunk would make the chunks of one account
 * wait for each other's commits. The end of a job in which anything failed has the outcome {@code failure}.
 *
 * <p>Intents. What Azure changes for a caller is not in a transaction of ours, and the record of our row comes after
 * Azure's answer, if it comes, in the name of whoever moves the row first. So {@link io.keysweep.audit.Intents} writes two
 * more, each in a transaction of its own: {@code key-purge.requested} before Azure is asked, or else it is not asked;
 * {@code key-purge.concluded} afterwards, with the outcome and, as {@code intent} of its details, the number of the first.
 * Likewise {@code key-creation}, {@code -upload}, {@code -change}, {@code -deletion}, {@code -recovery} and
 * {@code -restore}; keys that are to be made have no id yet, so the resource is then the vault. An intent without an
 * outcome: the process died, or the database went away, while Azure was asked; it may have done it or not, and a
 * synchronization of the vault tells. An outcome {@code failure} says what the caller was told; after an answer that was
 * lost Azure may have done it all the same.
 *
 * <p>The hash of a record is SHA-256 over: the byte 1; the hash of the record before, or 32 zero bytes; the number and the
 * time in microseconds since 1970, each in 8 bytes; then account, actor, address, request, action, subject, outcome and
 * details in UTF-8, each after its length in 4 bytes. Integers are big-endian. {@link io.keysweep.audit.RecordHash} computes
 * it without the database's help.
 *
 * <p>Certificates. When a job ends, in that transaction, its record gets the root of a Merkle tree (RFC 6962). Its leaves
 * are the chunks that deleted, in the order of slice and chunk: SHA-256 over the byte 0, slice, chunk and count in 4 bytes
 * each, the SHA-256 over the sorted ids, and the SHA-256 over the SHA-256 of each blob in the order of the ids; an inner
 * node is SHA-256 over the byte 1 and its two children. The certificate is this record, signed (JWS), when it is first
 * asked for, and stored: it is the same bytes each time, on all replicas, whatever becomes of the key; it stays when the
 * job's record is deleted, and so do the public keys; the leaves go with the job's record. A checkpoint is signed each time
 * that one is asked for; the first of a number is stored.
 *
 * <p>Signatures. By a key in Azure Key Vault, if {@code keysweep.audit.signing-key} names one: then this service can have
 * something signed while it is let, but cannot give the key away. Each version is put among the public keys before it
 * signs; they only grow. What it signed is verified before it is handed out, by the code that others verify it with. Else
 * by the service's own key, which lies in the database, wrapped. Never by the one for the other: while Azure does not sign,
 * what is not signed yet is answered 503, for as long as {@link io.keysweep.audit.RetryGate} says, and hourly checkpoints
 * wait; records, jobs and certificates that are stored need no key.
 *
 * <p>Not guaranteed: that somebody who has the database as its owner cannot write a chain anew. They cannot make the
 * checkpoints that are logged and answered, nor certificates that were handed out, fit it: keep these elsewhere. Between the
 * moment a chunk commits and the end of its slice, its outcome is not chained yet. Nor that a published key is ours: they too
 * can be added to by whoever writes to the database; Azure itself tells, as the {@code kid} is the URL of the version there.
 */
package io.keysweep.audit;

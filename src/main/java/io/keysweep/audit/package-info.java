/**
 * The audit: who changed what, from where, when; and certificates of what bulk jobs deleted.
 *
 * <p>Records. Each account has a chain of records, which only grows. Triggers of the schema write them, in the transaction of
 * the change, so no statement can forget them and none is left of a change that was rolled back; what is done by hand in the
 * database is on record as well, but for deletions of backups, which have no trigger: the statements that delete bring their
 * record with them. The chunks of a bulk job are its outcomes, with a digest each, written with the deletion; they enter the
 * chain when their slice is done, and as a whole with the job's end: a record a chunk would make the chunks of one account
 * wait for each other's commits.
 *
 * <p>The hash of a record is SHA-256 over: the byte 1; the hash of the record before, or 32 zero bytes; the number and the
 * time in microseconds since 1970, each in 8 bytes; then account, actor, address, request, action, subject, outcome and
 * details in UTF-8, each after its length in 4 bytes. Integers are big-endian. {@link io.keysweep.audit.RecordHash} computes
 * it without the database's help.
 *
 * <p>Certificates. When a job ends, in that transaction, its record gets the root of a Merkle tree (RFC 6962). Its leaves are
 * the chunks that deleted, in the order of slice and chunk: SHA-256 over the byte 0, slice, chunk and count in 4 bytes each,
 * the SHA-256 over the sorted ids, and the SHA-256 over the SHA-256 of each blob in the order of the ids; an inner node is
 * SHA-256 over the byte 1 and its two children. The certificate is this record, signed (JWS, ES256), when it is first asked
 * for; it stays when the job's record is deleted, and so do the public keys.
 *
 * <p>Not guaranteed: that somebody who has the database as its owner cannot write a chain anew. They cannot make the
 * checkpoints that are logged and answered, nor certificates that were handed out, fit it: keep these elsewhere. Between the
 * moment a chunk commits and the end of its slice, its outcome is not chained yet.
 */
package io.keysweep.audit;

package io.keysweep.backup;

/** The part of a chunk's statement that sums up what came of it, and puts that on record. */
final class ChunkOutcome {

    // The digest is over the sorted ids, so that anyone who has the ids can recompute it.
    static final String SUMMED_UP =
            """
            SELECT count(*)::integer AS n, array_agg(id ORDER BY id) AS ids,
                   sha256(string_agg(uuid_send(id), ''::bytea ORDER BY id)) AS digest""";

    // And over the blob digests in the same order: what a certificate says was deleted is more than its ids.
    static final String DELETED_SUMMED_UP =
            SUMMED_UP + ", sha256(string_agg(blob_digest, ''::bytea ORDER BY id)) AS blobs_digest";

    static final String RECORD_DELETED =
            """
            INSERT INTO bulk_job_outcome
                (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest, blobs_digest)
            SELECT $1, $2, (SELECT chunks FROM slice), 'succeeded', $3, n, ids, digest, blobs_digest
            FROM succeeded WHERE n > 0""";

    static final String RECORD =
            """
            INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest)
            SELECT $1, $2, (SELECT chunks FROM slice), '%1$s', $3, n, ids, digest FROM %1$s WHERE n > 0""";

    private ChunkOutcome() {}
}

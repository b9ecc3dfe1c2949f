package io.keysweep.sweep;

/** What one chunk statement did. */
public sealed interface ChunkResult {

    /**
     * The chunk is done and on record.
     *
     * @param succeeded how many items it deleted
     * @param held how many it left alone because they are protected
     * @param missing how many named items were not there
     * @param last whether the slice is done with it
     */
    record Swept(int succeeded, int held, int missing, boolean last) implements ChunkResult {}

    /** Nothing was done: the lease went to somebody else, the job was cancelled, or the slice is done already. */
    record LeaseLost() implements ChunkResult {}
}

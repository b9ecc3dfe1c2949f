package io.keysweep.sweep;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;

/**
 * The port to what is swept. The engine decides who works on which slice and when; the target knows the items, and does
 * each step together with the engine's bookkeeping in one transaction.
 *
 * <p>Every method is fenced: under a lease that was handed on it changes nothing. A failure carries the database's error;
 * the engine tells passing ones from lasting ones. After a failure of the connection a caller cannot know whether the
 * step took place, and need not: each step starts from the cursor in the database, so asking again goes on from there.
 */
public interface SweepTarget {

    /**
     * Cuts the next part of the job's selection into slices and renews the lease, or gives it back with the last part.
     *
     * @return what was cut; fails with {@link LeaseLostException} if the lease was handed on
     */
    Uni<PlanStep> cutNext(JobLease lease);

    /**
     * Deletes the slice's next items, records them, advances the cursor and renews the lease: one statement, one commit.
     *
     * @param size how many items at the most, 1 or more
     */
    Uni<ChunkResult> sweepNext(SliceLease lease, int size);

    /** The id of the item that {@link #sweepNext} of size 1 would take, if there is one and the lease holds. */
    Uni<Optional<UUID>> peekNext(SliceLease lease);

    /**
     * Records the slice's next item as failed and steps over it.
     *
     * @param id the item, as {@link #peekNext} gave it: another one at that place is left alone
     * @param error what a user is told of it
     * @return whether it was recorded; false if the lease was lost or another item is next
     */
    Uni<Boolean> skipNext(SliceLease lease, UUID id, String error);

    /**
     * Finds items of the selection that are still there, though each slice is done, and cuts them into a slice: rows that
     * were committed late, after the cursor had passed their time. Items on record as failed are not meant.
     *
     * @return how many were found; 0 proves that the selection is empty; fails with {@link LeaseLostException} if the
     *     lease was handed on
     */
    Uni<Integer> cutStragglers(JobLease lease);
}

package io.keysweep.sweep;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The port to what is swept, one bean an operation. The engine decides who works on which slice and when; the target knows
 * the items, and does each step together with the engine's bookkeeping in one statement, one commit.
 *
 * <p>Every method is fenced: under a lease that was handed on it changes nothing. A failure carries the database's error;
 * {@link #judge} tells passing ones from lasting ones. After a failure of the connection a caller cannot know whether the
 * step took place, and need not: each step starts from the cursor in the database, so asking again goes on from there.
 */
public interface SweepTarget {

    /** What kind of work this is. Always the same. */
    SweepTerms terms();

    /** What a failed {@link #sweepNext} means. */
    default Verdict judge(Throwable failure) {
        return Verdict.ofDatabase(failure);
    }

    /**
     * Cuts the next part of the job's selection into slices and renews the lease, or gives it back with the last part.
     *
     * @return what was cut; fails with {@link LeaseLostException} if the lease was handed on or the job cancelled
     */
    Uni<PlanStep> cutNext(JobLease lease);

    /**
     * Does the slice's next step, such as to delete some items, records what came of it, advances the cursor and renews the
     * lease: one statement, one commit.
     *
     * @param size how many items at the most, 1 or more
     */
    Uni<ChunkResult> sweepNext(SliceLease lease, int size);

    /**
     * The id of the item that {@link #sweepNext} of size 1 would take, if there is one and the lease holds. A target that
     * puts no failure down to one item ({@link Fault#ITEM}) has none to tell, and none to skip.
     */
    default Uni<Optional<UUID>> peekNext(SliceLease lease) {
        return Uni.createFrom().item(Optional.empty());
    }

    /**
     * Records the slice's next item as failed and steps over it.
     *
     * @param id the item, as {@link #peekNext} gave it: another one at that place is left alone
     * @param error what a user is told of it
     * @return how many items of the job have failed so far, this one among them; empty if it was not recorded, because the
     *     lease was lost or another item is next
     */
    default Uni<OptionalLong> skipNext(SliceLease lease, UUID id, String error) {
        return Uni.createFrom().item(OptionalLong.empty());
    }

    /**
     * Looks, once each slice is done, for items of the selection that are still there, cuts them into a slice and renews the
     * lease. They come from transactions that committed after the cursor had passed their time of creation. Items on record
     * as failed are not meant.
     *
     * @return how many were found; 0 means that the selection is empty; fails with {@link LeaseLostException} if the lease
     *     was handed on or the job cancelled
     */
    Uni<Integer> cutStragglers(JobLease lease);

    /** Why the job counts as failed although all its slices are done; empty if it does not. */
    default Uni<Optional<String>> failure(JobLease lease) {
        return Uni.createFrom().item(Optional.empty());
    }
}

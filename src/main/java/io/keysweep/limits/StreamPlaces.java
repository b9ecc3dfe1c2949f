package io.keysweep.limits;

import io.keysweep.http.TooManyRequestsException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Places for answers of one kind that are streamed: so many on this replica, and fewer for callers of the same account. */
public final class StreamPlaces {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final String kind;
    private final int most;
    private final int mostOfAnAccount;
    private final SharedBudget places;

    StreamPlaces(String kind, int most, int mostOfAnAccount) {
        this.kind = kind;
        this.most = most;
        this.mostOfAnAccount = mostOfAnAccount;
        this.places = new SharedBudget(most, mostOfAnAccount);
    }

    /**
     * Takes a place. It has to be taken before the answer begins, which can only be cut off afterwards.
     *
     * @throws TooManyRequestsException if there is none
     */
    public Place enter(String account) {
        return new Place(places.take(account, 1).orElseThrow(this::refusal));
    }

    /**
     * The stream with a place of its own, from its subscription to its end; fails with {@link TooManyRequestsException} before
     * its first item if there is none.
     */
    public <T> Multi<T> during(String account, Multi<T> stream) {
        return Multi.createFrom().deferred(() -> {
            Place place = enter(account);
            return stream.onTermination().invoke(place::leave);
        });
    }

    /** The same for an answer that is made in one piece, and takes as long. */
    public <T> Uni<T> during(String account, Uni<T> answer) {
        return Uni.createFrom().deferred(() -> {
            Place place = enter(account);
            return answer.onTermination().invoke(place::leave);
        });
    }

    private TooManyRequestsException refusal() {
        return new TooManyRequestsException(
                kind + ": " + mostOfAnAccount + " streams are open already to callers of the account, or " + most
                        + " in all, which is the most; try again later",
                RETRY_AFTER);
    }

    /** The place of one stream. */
    public static final class Place {

        private final SharedBudget.Portion portion;

        private Place(SharedBudget.Portion portion) {
            this.portion = portion;
        }

        /** Gives it back; again is without effect. */
        public void leave() {
            portion.giveBack();
        }
    }
}

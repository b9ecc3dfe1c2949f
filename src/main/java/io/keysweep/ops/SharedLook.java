package io.keysweep.ops;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A look at something that anybody may ask for as often as he likes: whoever asks while one is under way, or soon after its
 * end, gets its answer, be it a failure. A look has to end by itself.
 */
final class SharedLook<T> {

    private final Supplier<Uni<T>> looks;
    private final long fresh;
    private final LongSupplier nanos;
    private Look last;

    /**
     * Makes one.
     *
     * @param looks each of them a look of its own
     * @param fresh how long the answer of one will do
     */
    SharedLook(Supplier<Uni<T>> looks, Duration fresh, LongSupplier nanos) {
        this.looks = looks;
        this.fresh = fresh.toNanos();
        this.nanos = nanos;
    }

    /** The answer. */
    Uni<T> answer() {
        return Uni.createFrom().deferred(() -> current().answer);
    }

    private synchronized Look current() {
        if (last == null || last.stale()) {
            last = new Look();
        }
        return last;
    }

    private final class Look {

        private final Uni<T> answer =
                looks.get().onTermination().invoke(this::end).memoize().indefinitely();
        private long endedAt;
        private volatile boolean ended;

        private void end() {
            endedAt = nanos.getAsLong();
            ended = true;
        }

        private boolean stale() {
            return ended && nanos.getAsLong() - endedAt >= fresh;
        }
    }
}

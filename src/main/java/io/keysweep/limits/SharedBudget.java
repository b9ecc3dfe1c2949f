package io.keysweep.limits;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** So much of something that many draw from, and of which nobody may have more than a share at the same time. */
final class SharedBudget {

    private final long total;
    private final long share;
    private final Map<String, Long> taken = new HashMap<>();
    private long used;

    SharedBudget(long total, long share) {
        this.total = total;
        this.share = share;
    }

    /** Takes so much in a name; empty if that is more than is left of its share, or of all. */
    synchronized Optional<Portion> take(String name, long amount) {
        long theirs = taken.getOrDefault(name, 0L) + amount;
        if (theirs > share || used + amount > total) {
            return Optional.empty();
        }
        taken.put(name, theirs);
        used += amount;
        return Optional.of(new Portion(name, amount));
    }

    private synchronized void giveBack(String name, long amount) {
        used -= amount;
        taken.computeIfPresent(name, (key, theirs) -> theirs > amount ? theirs - amount : null);
    }

    /** How much there is. */
    long total() {
        return total;
    }

    /** How much of it nobody exceeds. */
    long share() {
        return share;
    }

    /** What is taken at the moment. */
    synchronized long used() {
        return used;
    }

    /** In how many names. */
    synchronized int names() {
        return taken.size();
    }

    /** What was taken at once. */
    final class Portion {

        private final String name;
        private final long amount;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Portion(String name, long amount) {
            this.name = name;
            this.amount = amount;
        }

        /** Gives it back; again is without effect. */
        void giveBack() {
            if (held.compareAndSet(true, false)) {
                SharedBudget.this.giveBack(name, amount);
            }
        }
    }
}

package io.keysweep.encryption;

import io.keysweep.azure.SharedCalls;
import io.keysweep.http.UnavailableException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** How much of what is stored opens here. The database is asked once a second at the most, however many want to know. */
@ApplicationScoped
class StoredWraps {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MOST_NAMES = 5;

    private final StoredWrapsRepository repository;
    private final Set<String> lost;
    private final SharedCalls<String, Look> looks = new SharedCalls<>();
    private volatile Look last;

    StoredWraps(StoredWrapsRepository repository, EncryptionConfig config) {
        this.repository = repository;
        this.lost = config.lostKeys().orElse(Set.of());
    }

    private record Look(Map<String, Long> counts, long nanos) {}

    /**
     * How it stands.
     *
     * @param opened how many data keys and secrets are under keys that the replica has
     * @param unknown how many are under others, by their names
     */
    record Standing(long opened, Map<String, Long> unknown) {

        /** Whether there is something, and all of it is under keys that the replica does not have. */
        boolean nothingOpens() {
            return opened == 0 && !unknown.isEmpty();
        }

        /** The first of them. */
        String unknownNames() {
            String names = String.join(
                    ", ", unknown.keySet().stream().limit(MOST_NAMES).toList());
            return unknown.size() > MOST_NAMES ? names + " and " + (unknown.size() - MOST_NAMES) + " others" : names;
        }
    }

    /** For a replica that opens what the keys of these names wrapped. */
    Uni<Standing> standing(Predicate<String> opens) {
        return Uni.createFrom().deferred(this::look).map(look -> standing(look, opens));
    }

    private Uni<Look> look() {
        Look known = last;
        return known != null && System.nanoTime() - known.nanos < FRESH.toNanos()
                ? Uni.createFrom().item(known)
                : looks.get("counts", this::ask);
    }

    private Uni<Look> ask() {
        return repository
                .counts()
                .ifNoItem()
                .after(PATIENCE)
                .failWith(() -> new UnavailableException("the database does not answer in time: try again"))
                .map(counts -> new Look(counts, System.nanoTime()))
                .invoke(look -> last = look);
    }

    private Standing standing(Look look, Predicate<String> opens) {
        Map<String, Long> unknown = new TreeMap<>(look.counts);
        unknown.keySet().removeIf(name -> lost.contains(name) || opens.test(name));
        long opened = look.counts.entrySet().stream()
                .filter(entry -> opens.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Standing(opened, unknown);
    }
}
